#include "engine/direct/follow_path.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/travel.h"

namespace im {
namespace {

constexpr double kTravels = 0.15;                         // metres/second
constexpr double kTempoLeast = 0.7, kTempoMost = 1.4;     // times as fast
constexpr double kStrideLeast = 0.75, kStrideMost = 1.3;  // times as long
constexpr double kTightRadius = 0.4;                      // metres, where steps are half as long: route.cpp
constexpr double kSidewaysMax = 5;                        // metres/second2
constexpr double kLeanMax = 12 * std::numbers::pi / 180;
constexpr double kSkateMost = 2.5;     // mm a frame
constexpr double kPelvisHeight = 0.9;  // metres
constexpr int kFramesMax = 12'000;     // of a gait that goes on
constexpr double kPointLength = 0.1;   // metres: a shorter way is a point

glm::dvec3 ahead(double heading) {
    return {std::sin(heading), 0, std::cos(heading)};
}

/// How much shorter steps get in a bend, and before it: as on the routes that the models learn from.
double step_share(const FloorCurve& curve, double way, double speed) {
    constexpr int kLooks = 3;
    const double apart = std::clamp(0.1 * speed, 0.1, 0.3);
    double sum = 0;
    for (int k = -kLooks; k <= kLooks; ++k) {
        const double curvature = std::abs(curve.curvature(way + k * apart)), tight = curvature * kTightRadius;
        double share = 1 / (1 + tight * tight);
        const double sideways = speed * speed * curvature;
        if (share * share * sideways > kSidewaysMax) share = std::sqrt(kSidewaysMax / sideways);
        sum += share;
    }
    return sum / (2 * kLooks + 1);
}

/// Seconds that a gait of this speed takes for all of the curve.
double seconds_needed(const FloorCurve& curve, double speed) {
    constexpr double kStep = 0.04;  // metres
    double seconds = 0;
    for (double way = 0; way < curve.length(); way += kStep)
        seconds += std::min(kStep, curve.length() - way) / (speed * step_share(curve, way, speed));
    return seconds;
}

struct Pace {
    double tempo = 1, stride = 1;
    double both() const { return tempo * stride; }
};

/// First by tempo, the rest by longer or shorter steps.
Pace pace_for(double wanted, double speed) {
    Pace pace;
    pace.tempo = std::clamp(std::sqrt(wanted), kTempoLeast, kTempoMost);
    pace.stride = std::clamp(wanted / pace.tempo, kStrideLeast, kStrideMost);
    pace.tempo = std::clamp(wanted / pace.stride, kTempoLeast, kTempoMost);
    const double most = kFastest / speed;
    if (pace.both() > most) pace.stride = std::max(kStrideLeast, most / pace.tempo);
    return pace;
}

/// A gait laid along the curve from its start; `whole`: until its end, else as far as the gait goes.
MotionClip laid(const StraightGait& gait, const FloorCurve& curve, const DrawnPath& path, double stride,
                bool cut_at_end, double& reached) {
    const int T = gait.clip.frame_count();
    std::vector<FloorPlace> places;
    double way = 0;
    for (int t = 0; t < T && (!cut_at_end || way < curve.length()); ++t) {
        const auto i = static_cast<std::size_t>(t);
        const double step = (gait.way[std::min(i + 1, gait.way.size() - 1)] - gait.way[i]) * stride;
        const double speed = std::max(0.0, step) * gait.clip.fps, heading = curve.heading(way);
        const double share = step_share(curve, way, speed);
        const double pull = std::atan(share * share * speed * speed * curve.curvature(way) / 9.81);
        const glm::dvec3 lean = -std::clamp(0.6 * pull, -kLeanMax, kLeanMax) * ahead(heading);
        const double turn = path.facing_deg ? *path.facing_deg * std::numbers::pi / 180 : heading;
        places.push_back({{0, 0, gait.way[i]}, curve.place(way), turn, lean});
        way = std::min(way + share * step, curve.length());
    }
    reached = way;
    std::vector<FloorPlace> eased = places;  // bodies tilt slowly: a mean of a third of a second
    const int last = static_cast<int>(places.size()) - 1;
    for (int t = 0; t <= last; ++t) {
        glm::dvec3 sum(0);
        for (int k = t - 3; k <= t + 3; ++k)
            sum += places[static_cast<std::size_t>(std::clamp(k, 0, last))].lean;
        FloorPlace& place = eased[static_cast<std::size_t>(t)];
        place.lean = sum / 7.0;
        // It is the pelvis that is to be on the path, not what it leans from.
        place.to -= glm::cross(place.lean, glm::dvec3(0, kPelvisHeight, 0));
    }
    const StraightGait used = first_frames(gait, last + 1);
    return warp_over_floor(used.clip, eased, used.contacts);
}

double mean_error(const MotionClip& clip, const FloorCurve& curve) {
    double sum = 0;
    for (int t = 0; t < clip.frame_count(); ++t) sum += curve.distance(clip.frame(t)[0]);
    return sum / std::max(1, clip.frame_count());
}

}  // namespace

std::optional<double> path_effort(const MotionClip& clip, const DrawnPath& path) {
    const FloorCurve curve(path);
    if (curve.length() < kPointLength) return 0;
    const Travel travel = measure_travel(clip);
    const double speed = travel.length() / clip.seconds();
    if (speed < kTravels) return std::nullopt;
    const double wanted = path.seconds ? seconds_needed(curve, speed) / *path.seconds : 1;
    return std::abs(std::log(wanted)) + 0.1 * std::abs(travel.turn());
}

std::optional<FollowedPath> follow_path(const MotionClip& clip, const DrawnPath& path, bool repeat) {
    const FloorCurve curve(path);
    FollowedPath followed;
    if (curve.length() < kPointLength) {
        const glm::vec3 to(curve.place(0) - glm::dvec3(clip.frame(0)[0]));
        followed.clip = clip;
        for (glm::vec3& p : followed.clip.positions) p += glm::vec3(to.x, 0, to.z);
        followed.notices.push_back("path: it is one point; the motion starts there");
        followed.mean_error_m = 0;
        return followed;
    }
    StraightGait gait = straighten(clip);
    const double speed = gait.way.back() / clip.seconds();
    if (speed < kTravels) return std::nullopt;
    double wanted = 1;
    if (path.seconds)
        wanted = seconds_needed(curve, speed) / *path.seconds;
    else if (!repeat)
        wanted = curve.length() / gait.way.back();
    const Pace pace = pace_for(wanted, speed);
    if (std::abs(pace.tempo - 1) > 0.01) gait = at_tempo(gait, pace.tempo);
    if (repeat) {
        const double seconds = seconds_needed(curve, speed * pace.both());
        const int frames =
            static_cast<int>(std::min<double>(kFramesMax, std::ceil(seconds * clip.fps * 1.15) + 6));
        auto longer = gait_of_length(gait, frames);
        if (!longer) return std::nullopt;
        gait = std::move(*longer);
    }
    followed.clip = laid(gait, curve, path, pace.stride, repeat, followed.reached_m);
    // What was slowed down or lengthened may slip on feet that only nearly stand.
    const Skeleton& skeleton = humanml3d_skeleton();
    const double own = measure_foot_skate(clip, skeleton).mm_per_frame;
    if (measure_foot_skate(followed.clip, skeleton).mm_per_frame > std::max(kSkateMost, own))
        followed.clip = lock_feet(followed.clip, find_contacts(followed.clip));
    followed.mean_error_m = mean_error(followed.clip, curve);
    followed.effort = std::abs(std::log(pace.both()));
    if (path.seconds && wanted > 1.02 * pace.both()) {
        followed.notices.push_back(
            fmt::format("path: {:.1f} m in {:.1f} s is {:.1f} m/s, faster than this figure can go; it takes "
                        "{:.1f} s, {:.1f} m/s",
                        curve.length(), *path.seconds, curve.length() / *path.seconds,
                        followed.clip.seconds(), followed.reached_m / followed.clip.seconds()));
    }
    if (path.seconds && wanted < 0.98 * pace.both()) {
        followed.notices.push_back(
            fmt::format("path: it is there after {:.1f} s, sooner than the {:.1f} s asked for",
                        followed.clip.seconds(), *path.seconds));
    }
    if (followed.reached_m < curve.length() - 0.1) {
        followed.notices.push_back(fmt::format("path: the motion comes {:.1f} m along the {:.1f} m",
                                               followed.reached_m, curve.length()));
    }
    return followed;
}

}  // namespace im
