#include "engine/motion/clean_up/foot_skate.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "engine/motion/representation/placement.h"

namespace im {
namespace {

constexpr double kHeightMax = 0.05;        // metres
constexpr double kVerticalSpeedMax = 0.1;  // metres/second
constexpr double kSkatingSpeed = 0.5;      // metres/second
// Over the floor, metres: an ankle joint of a flat foot is about 8 cm high, a ball 1 cm.
constexpr double kAnkleOnFloor = 0.13, kBallOnFloor = 0.06;

/// A joint between two frames; beyond the ends the first or last one.
glm::dvec3 joint_at(const MotionClip& clip, std::size_t joint, double seconds) {
    const double position = std::clamp(seconds * clip.fps, 0.0, clip.frame_count() - 1.0);
    const int before = static_cast<int>(position), after = std::min(before + 1, clip.frame_count() - 1);
    const double mix = position - before;
    return glm::dvec3(clip.frame(before)[joint]) * (1 - mix) + glm::dvec3(clip.frame(after)[joint]) * mix;
}

}  // namespace

double metres_per_unit(const MotionClip& clip, const Skeleton& skeleton) {
    if (skeleton.name == humanml3d_skeleton().name) return 1;
    double leg = 0, standard = 0;
    const auto joints = clip.frame(0);
    for (const int joint : skeleton.lower_legs) {
        const auto j = static_cast<std::size_t>(joint);
        leg += glm::distance(joints[j], joints[static_cast<std::size_t>(skeleton.parents[j])]);
    }
    for (const int joint : humanml3d_skeleton().lower_legs)
        standard += humanml3d_bone_lengths()[static_cast<std::size_t>(joint)];
    return leg > 0 ? standard / leg : 1;
}

FootSkate measure_foot_skate(const MotionClip& clip, const Skeleton& skeleton) {
    check_clip(clip, skeleton);
    const double unit = metres_per_unit(clip, skeleton);
    double way = 0;
    long standing = 0, skating = 0, all = 0;
    for (int t = 0; t + 1 < clip.frame_count(); ++t) {
        for (const int ball : {skeleton.left_foot[1], skeleton.right_foot[1]}) {
            const glm::dvec3 now = unit * glm::dvec3(clip.frame(t)[static_cast<std::size_t>(ball)]);
            const glm::dvec3 next = unit * glm::dvec3(clip.frame(t + 1)[static_cast<std::size_t>(ball)]);
            ++all;
            if (now.y >= kHeightMax || next.y >= kHeightMax) continue;
            if (std::abs(next.y - now.y) * clip.fps >= kVerticalSpeedMax) continue;
            const double step = std::hypot(next.x - now.x, next.z - now.z);
            way += step;
            ++standing;
            if (step * clip.fps > kSkatingSpeed) ++skating;
        }
    }
    if (standing == 0) return {};
    const double mean = way / static_cast<double>(standing);
    return {mean * 1e3, mean * 1e2 * clip.fps, static_cast<double>(standing) / static_cast<double>(all),
            static_cast<double>(skating) / static_cast<double>(standing)};
}

std::array<bool, 4> resting_feet(const MotionClip& clip, const Skeleton& skeleton, int frame) {
    std::array<bool, 4> resting{};
    if (clip.joint_count != skeleton.joint_count() || clip.frame_count() < 2) return resting;
    const int first = std::clamp(frame, 0, clip.frame_count() - 2);
    const auto here = clip.frame(first), next = clip.frame(first + 1);
    const std::array<int, 4> feet = {skeleton.left_foot[0], skeleton.left_foot[1], skeleton.right_foot[0],
                                     skeleton.right_foot[1]};
    // The threshold is a squared way per frame at the skeleton's own rate.
    const double frames = clip.fps / skeleton.fps;
    for (std::size_t i = 0; i < feet.size(); ++i) {
        const auto joint = static_cast<std::size_t>(feet[i]);
        const double way = glm::distance(glm::dvec3(next[joint]), glm::dvec3(here[joint])) * frames;
        resting[i] = way * way < skeleton.contact_threshold;
    }
    return resting;
}

std::array<bool, 4> feet_on_floor(const MotionClip& clip, const Skeleton& skeleton, double seconds) {
    std::array<bool, 4> down{};
    if (clip.joint_count != skeleton.joint_count() || clip.frame_count() < 2) return down;
    const double end = (clip.frame_count() - 1) / clip.fps, window = std::min(1 / skeleton.fps, end);
    const double begin = std::clamp(seconds - window / 2, 0.0, end - window);
    const double unit = metres_per_unit(clip, skeleton);
    const std::array<int, 4> feet = {skeleton.left_foot[0], skeleton.left_foot[1], skeleton.right_foot[0],
                                     skeleton.right_foot[1]};
    for (std::size_t i = 0; i < feet.size(); ++i) {
        const auto joint = static_cast<std::size_t>(feet[i]);
        const double way =
            glm::distance(joint_at(clip, joint, begin), joint_at(clip, joint, begin + window)) *
            (1 / skeleton.fps) / window;
        const double height = unit * joint_at(clip, joint, seconds).y;
        down[i] =
            way * way < skeleton.contact_threshold && height < (i % 2 == 0 ? kAnkleOnFloor : kBallOnFloor);
    }
    return down;
}

}  // namespace im
