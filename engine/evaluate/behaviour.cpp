#include "engine/evaluate/behaviour.h"

#include <algorithm>
#include <cmath>

#include <glm/glm.hpp>

namespace im {
namespace {

enum Joint {
    kPelvis = 0,
    kLeftHip = 1,
    kRightHip = 2,
    kLeftAnkle = 7,
    kRightAnkle = 8,
    kLeftFoot = 10,
    kRightFoot = 11,
    kNeck = 12,
    kLeftShoulder = 16,
    kRightShoulder = 17,
    kLeftWrist = 20,
    kRightWrist = 21
};

double median(std::vector<double> values) {
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2),
                     values.end());
    return values[values.size() / 2];
}

/// Heading of the body, radians, 0 is +Z, towards +X (the left) positive.
double heading(std::span<const glm::vec3> joints) {
    const glm::vec3 across =
        (joints[kRightHip] - joints[kLeftHip]) + (joints[kRightShoulder] - joints[kLeftShoulder]);
    const glm::vec3 forward = glm::cross(glm::vec3(0, 1, 0), across);
    return std::atan2(forward.x, forward.z);
}

double floor_distance(const glm::vec3& a, const glm::vec3& b) {
    return std::hypot(a.x - b.x, a.z - b.z);
}

}  // namespace

MotionFacts measure_facts(const MotionClip& clip) {
    MotionFacts facts;
    const int T = clip.frame_count();
    if (T < 4) return facts;
    const double dt = 1.0 / clip.fps;
    const int half_second = std::max(1, static_cast<int>(clip.fps / 2));
    const auto joint = [&](int frame, int j) { return clip.frame(frame)[static_cast<std::size_t>(j)]; };

    double turned = 0, before = heading(clip.frame(0)), air = 0;
    std::vector<double> heights;
    int first_raise = -1;
    for (int t = 0; t < T; ++t) {
        const auto frame = clip.frame(t);
        const double now = heading(frame);
        turned += std::remainder(now - before, 2 * 3.14159265358979323846);
        before = now;
        heights.push_back(frame[kPelvis].y);
        facts.travel_m = std::max(facts.travel_m, floor_distance(frame[kPelvis], joint(0, kPelvis)));
        const bool left = frame[kLeftWrist].y > frame[kLeftShoulder].y,
                   right = frame[kRightWrist].y > frame[kRightShoulder].y;
        facts.left_wrist_over_shoulder_s += left ? dt : 0;
        facts.right_wrist_over_shoulder_s += right ? dt : 0;
        if (first_raise < 0 && (left || right)) {
            first_raise = t;
            facts.travel_before_raise_m = facts.travel_m;
        }
        const double lowest = std::min({frame[kLeftFoot].y, frame[kRightFoot].y, frame[kLeftAnkle].y - 0.05f,
                                        frame[kRightAnkle].y - 0.05f});
        air = lowest > 0.06 ? air + dt : 0;
        facts.air_s = std::max(facts.air_s, air);
        const glm::vec3 trunk = frame[kNeck] - frame[kPelvis];
        const glm::vec3 forward(std::sin(now), 0, std::cos(now));
        if (frame[kPelvis].y > 0.7) {
            facts.bow_deg = std::max(
                facts.bow_deg, glm::degrees(std::atan2(double(glm::dot(trunk, forward)), double(trunk.y))));
        }
        const double left_up = frame[kLeftAnkle].y, right_up = frame[kRightAnkle].y;
        if (std::min(left_up, right_up) < 0.2)
            facts.foot_reach_m = std::max({facts.foot_reach_m, left_up, right_up});
        if (t > 0) {
            for (const int ankle : {kLeftAnkle, kRightAnkle}) {
                const glm::vec3 step = (frame[static_cast<std::size_t>(ankle)] - frame[kPelvis]) -
                                       (joint(t - 1, ankle) - joint(t - 1, kPelvis));
                facts.foot_speed_mps = std::max(facts.foot_speed_mps, glm::length(step) / dt);
            }
        }
        if (t >= half_second) {
            const double moved = floor_distance(frame[kPelvis], joint(t - half_second, kPelvis));
            facts.speed_max_mps = std::max(facts.speed_max_mps, moved / (half_second * dt));
        }
        if (t >= 4 && t % 4 == 0) facts.path_m += floor_distance(frame[kPelvis], joint(t - 4, kPelvis));
    }
    facts.turn_deg = glm::degrees(turned);
    facts.first_raise_share = first_raise < 0 ? 1.0 : static_cast<double>(first_raise) / T;
    facts.pelvis_rise_m = *std::max_element(heights.begin(), heights.end()) - median(heights);
    const int edge = std::min(half_second, T);
    for (int i = 0; i < edge; ++i) {
        facts.pelvis_start_m += heights[static_cast<std::size_t>(i)] / edge;
        facts.pelvis_end_m += heights[static_cast<std::size_t>(T - 1 - i)] / edge;
    }
    return facts;
}

const std::vector<Behaviour>& basic_behaviours() {
    constexpr double kBrief = 0.2;  // seconds
    static const std::vector<Behaviour> all = {
        {"walk",
         {"a person walks forward.", "someone is walking.", "the man walks ahead.",
          "a person walks forward slowly.", "a human is walking forward.", "a figure walks at a normal pace.",
          "this person walks straight ahead.", "a woman walks forward."},
         [](const MotionFacts& f) { return f.travel_m > 1.0; }},
        {"run",
         {"a person runs forward.", "someone is running.", "the man runs ahead.",
          "a human runs forward fast.", "a figure is running forward."},
         [](const MotionFacts& f) { return f.speed_max_mps > 1.6; }},
        {"raise left arm",
         {"a person raises the left hand.", "someone lifts their left arm up.",
          "the man raises his left hand above his head.", "a person waves with the left hand.",
          "a human is waving the left hand.", "a figure raises the left arm."},
         [](const MotionFacts& f) {
             return f.left_wrist_over_shoulder_s > kBrief && f.right_wrist_over_shoulder_s < kBrief;
         }},
        {"raise right arm",
         {"a person raises the right hand.", "someone lifts their right arm up.",
          "the man raises his right hand above his head.", "a person waves with the right hand.",
          "a human is waving the right hand.", "a figure raises the right arm."},
         [](const MotionFacts& f) {
             return f.right_wrist_over_shoulder_s > kBrief && f.left_wrist_over_shoulder_s < kBrief;
         }},
        {"turn left",
         {"a person walks and turns to the left.", "someone walks forward and turns left.",
          "the man turns left while walking.", "a figure walks, turning to the left."},
         [](const MotionFacts& f) { return f.turn_deg > 20; }},
        {"turn right",
         {"a person walks and turns to the right.", "someone walks forward and turns right.",
          "the man turns right while walking.", "a figure walks, turning to the right."},
         [](const MotionFacts& f) { return f.turn_deg < -20; }},
        {"bow",
         {"a person bows.", "someone bends forward in a bow.", "the man takes a bow.", "a human is bowing."},
         [](const MotionFacts& f) { return f.bow_deg > 18 && f.speed_max_mps < 1.0; }},
        {"jump",
         {"a person jumps.", "someone jumps up once.", "the man jumps into the air.",
          "a person is jumping up."},
         [](const MotionFacts& f) { return f.air_s > 0.1 || f.pelvis_rise_m > 0.2; }},
        {"walk, then wave right",
         {"a person walks forward, then waves with the right hand.",
          "someone walks forward and then waves the right hand.",
          "the man walks ahead, and after that waves with his right hand."},
         [](const MotionFacts& f) {
             return f.travel_before_raise_m > 0.7 && f.right_wrist_over_shoulder_s > kBrief &&
                    f.left_wrist_over_shoulder_s < kBrief;
         },
         0.85},
        {"kick",
         {"a person kicks.", "someone kicks with the leg.", "the man does a kick."},
         [](const MotionFacts& f) {
             return f.foot_reach_m > 0.35 && f.foot_speed_mps > 2.5 && f.speed_max_mps < 2.0;
         },
         0.70},
        {"sit down",
         {"a person sits down.", "someone sits down on a chair.", "the man takes a seat."},
         [](const MotionFacts& f) {
             return f.pelvis_end_m < 0.87 && f.pelvis_start_m - f.pelvis_end_m > 0.06;
         },
         0.70},
    };
    return all;
}

}  // namespace im
