// Where the pelvis goes, along what shape, and how the body turns.

#include <algorithm>
#include <cmath>

#include <glm/trigonometric.hpp>

#include "engine/behaviour/facts.h"

namespace im {
namespace {

constexpr double kMoving = 0.25;     // metres a second
constexpr double kCourseStep = 0.2;  // metres between two places of the course
constexpr double kBend = 28;         // degrees of a stretch that turns to one side

double distance(const MotionSignals& s, std::size_t a, std::size_t b) {
    return std::hypot(s.x_m[a] - s.x_m[b], s.z_m[a] - s.z_m[b]);
}

/// Directions of movement every kCourseStep metres, degrees, left positive, unwrapped.
Series course_deg(const MotionSignals& s) {
    Series course;
    std::size_t last = 0;
    for (std::size_t t = 1; t < s.x_m.size(); ++t) {
        if (distance(s, t, last) < kCourseStep) continue;
        course.push_back(glm::degrees(std::atan2(s.x_m[t] - s.x_m[last], s.z_m[t] - s.z_m[last])));
        last = t;
    }
    return smoothed(unwrapped_deg(std::move(course)), 1);
}

}  // namespace

TravelFacts measure_travel(const MotionSignals& s) {
    TravelFacts facts;
    const auto T = static_cast<std::size_t>(s.frames);
    if (T < 2) return facts;
    const double dt = 1 / s.fps;
    facts.moving = opened(closed(above(s.speed_mps, kMoving), s.frames_of(0.4)), s.frames_of(0.3));
    double moved = 0;
    for (std::size_t t = 0; t < T; ++t) {
        facts.furthest_m = std::max(facts.furthest_m, distance(s, t, 0));
        facts.path_m += s.speed_mps[t] * dt;
        (s.forward_mps[t] > 0 ? facts.forward_m : facts.back_m) += std::abs(s.forward_mps[t]) * dt;
        (s.left_mps[t] > 0 ? facts.left_m : facts.right_m) += std::abs(s.left_mps[t]) * dt;
        moved += facts.moving[t] ? s.speed_mps[t] * dt : 0;
    }
    facts.net_m = distance(s, T - 1, 0);
    const int first = first_frame(facts.moving), last = last_frame(facts.moving);
    facts.speed_max_mps = greatest(smoothed(s.speed_mps, s.frames_of(0.25)));
    facts.still_start_s = first < 0 ? s.seconds(s.frames) : s.seconds(first);
    facts.still_end_s = first < 0 ? s.seconds(s.frames) : s.seconds(s.frames - 1 - last);
    if (first >= 0) {
        facts.speed_mps = moved / s.seconds(frames_in(facts.moving));
        const Mask between(facts.moving.begin() + first, facts.moving.begin() + last);
        facts.longest_stop_s = s.seconds(longest_run(not_in(between)));
    }
    return facts;
}

PathFacts measure_path(const MotionSignals& s) {
    PathFacts facts;
    const Series course = course_deg(s);
    if (course.size() < 3) return facts;
    const double path = kCourseStep * static_cast<double>(course.size());
    facts.straightness =
        std::min(1.0, distance(s, static_cast<std::size_t>(s.frames - 1), 0) / std::max(path, 0.1));
    facts.turned_deg = course.back() - course.front();
    double low = course[0], high = course[0], extreme = course[0];
    int side = 0;
    for (std::size_t i = 0; i < course.size(); ++i) {
        facts.left_deg = std::max(facts.left_deg, course[i] - low);
        facts.right_deg = std::max(facts.right_deg, high - course[i]);
        low = std::min(low, course[i]);
        high = std::max(high, course[i]);
        constexpr std::size_t kHalfMetre = 3;
        if (i >= kHalfMetre)
            facts.sharpest_deg = std::max(facts.sharpest_deg, std::abs(course[i] - course[i - kHalfMetre]));
        // A bend begins where the course has gone kBend away from the last extreme.
        if (side == 0 ? std::abs(course[i] - extreme) >= kBend : side * (extreme - course[i]) >= kBend) {
            side = side == 0 ? (course[i] > extreme ? 1 : -1) : -side;
            extreme = course[i];
            ++facts.bends;
        } else if (side != 0 && side * (course[i] - extreme) > 0) {
            extreme = course[i];
        }
    }
    return facts;
}

TurnFacts measure_turn(const MotionSignals& s, const TravelFacts& travel) {
    TurnFacts facts;
    if (s.frames < 2) return facts;
    const Series heading = smoothed(s.heading_deg, s.frames_of(0.1));
    facts.net_deg = heading.back() - heading.front();
    double low = heading[0], high = heading[0];
    for (std::size_t t = 0; t < heading.size(); ++t) {
        facts.left_deg = std::max(facts.left_deg, heading[t] - low);
        facts.right_deg = std::max(facts.right_deg, high - heading[t]);
        low = std::min(low, heading[t]);
        high = std::max(high, heading[t]);
        if (t > 0 && travel.moving[t]) facts.moving_net_deg += heading[t] - heading[t - 1];
    }
    return facts;
}

}  // namespace im
