#include "engine/evaluate/clean_up_report.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>
#include <glm/trigonometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/representation/twist.h"

namespace im {
namespace {

constexpr double kUnshownDeg = 45;

double turn_deg(const glm::dquat& a, const glm::dquat& b) {
    const glm::dquat step = glm::conjugate(a) * b;
    return glm::degrees(2 * std::atan2(glm::length(glm::dvec3(step.x, step.y, step.z)), std::abs(step.w)));
}
double turn_deg(const glm::dvec3& a, const glm::dvec3& b) {
    return glm::degrees(std::atan2(glm::length(glm::cross(a, b)), glm::dot(a, b)));
}

/// Of each bone, named by the joint where it ends: how far its direction turns to the next frame; root: 0.
std::vector<double> bone_turns_deg(const MotionClip& clip, const Skeleton& skeleton, int frame) {
    std::vector<double> turns(skeleton.parents.size(), 0.0);
    for (std::size_t joint = 1; joint < turns.size(); ++joint) {
        const auto bone = [&](int t) {
            const auto pose = clip.frame(t);
            return glm::dvec3(pose[joint] - pose[static_cast<std::size_t>(skeleton.parents[joint])]);
        };
        turns[joint] = turn_deg(bone(frame), bone(frame + 1));
    }
    return turns;
}

/// The largest turn of the bones that start or end at the joint, its parent or its children.
double shown_turn_deg(const std::vector<double>& turns, const Skeleton& skeleton, int joint) {
    const auto parent = [&](int j) { return j < 0 ? -1 : skeleton.parents[static_cast<std::size_t>(j)]; };
    double shown = 0;
    for (int bone = 1; bone < skeleton.joint_count(); ++bone) {
        const int start = parent(bone);
        const bool near = bone == joint || start == joint || bone == parent(joint) ||
                          start == parent(joint) || parent(start) == joint;
        if (near) shown = std::max(shown, turns[static_cast<std::size_t>(bone)]);
    }
    return shown;
}

void count_rotation_steps(const MotionClip& clip, CleanUpReport& report) {
    const Skeleton& skeleton = humanml3d_skeleton();
    const RestPose& rest = humanml3d_rest_pose();
    const PosedMotion posed = natural_twist(fit_pose(clip, skeleton, rest), skeleton, rest);
    const int J = skeleton.joint_count();
    for (int t = 0; t + 1 < clip.frame_count(); ++t) {
        const auto turns = bone_turns_deg(clip, skeleton, t);
        for (int joint = 0; joint < J; ++joint) {
            const auto at = static_cast<std::size_t>(t * J + joint), next = at + static_cast<std::size_t>(J);
            const double unshown = turn_deg(posed.rotations[at], posed.rotations[next]) -
                                   2 * shown_turn_deg(turns, skeleton, joint);
            ++report.rotation_steps;
            report.unshown_steps += unshown <= kUnshownDeg ? 0 : 1;  // NaN counts
            report.unshown_deg_max = std::max(report.unshown_deg_max, unshown);
        }
    }
}

}  // namespace

CleanUpReport report_clean_up(std::span<const MotionClip> clips) {
    if (clips.empty()) throw input_error("clean-up report: expected at least one clip, found none");
    const Skeleton& skeleton = humanml3d_skeleton();
    CleanUpReport report;
    report.clips = static_cast<int>(clips.size());
    for (const MotionClip& as_it_came : clips) {
        const MotionClip clip = restore_bone_lengths(as_it_came, skeleton);
        const MotionClip locked = clean_up(clip, {.lock_feet = true});
        report.skate_mm += measure_foot_skate(clip, skeleton).mm_per_frame / report.clips;
        report.locked_skate_mm += measure_foot_skate(locked, skeleton).mm_per_frame / report.clips;
        double change = 0;
        for (std::size_t i = 0; i < clip.positions.size(); ++i)
            change += glm::distance(clip.positions[i], locked.positions[i]);
        report.change_mm += 1000 * change / static_cast<double>(clip.positions.size()) / report.clips;
        count_rotation_steps(clip, report);
        count_rotation_steps(locked, report);
    }
    return report;
}

}  // namespace im
