#include "engine/motion/clean_up/join.h"

#include <algorithm>
#include <cmath>

#include <glm/glm.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/pose.h"

namespace im {
namespace {

/// A turn about +Y with a shift on the floor.
struct Placement {
    double cosine = 1, sine = 0;
    glm::dvec3 from{0}, to{0};
    glm::dvec3 turn(const glm::dvec3& v) const {
        return {cosine * v.x + sine * v.z, v.y, -sine * v.x + cosine * v.z};
    }
    glm::dvec3 operator()(const glm::dvec3& p) const { return to + turn(p - from); }
};

double heading(const MotionClip& clip, int frame, const Skeleton& skeleton) {
    const std::vector<glm::dvec3> joints(clip.frame(frame).begin(), clip.frame(frame).end());
    const glm::dvec3 forward = facing(joints, skeleton);
    return std::atan2(forward.x, forward.z);
}

glm::dvec3 on_floor(const glm::dvec3& p) {
    return {p.x, 0, p.z};
}

/// Joints of a frame and how fast they move (metres/frame), seen from the figure's own place and heading.
struct LocalPose {
    std::vector<glm::dvec3> joints, velocities;
};

LocalPose local_pose(const MotionClip& clip, int frame, int neighbour, const Skeleton& skeleton) {
    const double angle = -heading(clip, frame, skeleton);
    const Placement place{std::cos(angle), std::sin(angle), on_floor(clip.frame(frame)[0]), glm::dvec3(0)};
    const double direction = neighbour > frame ? 1.0 : -1.0;
    LocalPose pose;
    for (int j = 0; j < clip.joint_count; ++j) {
        const glm::dvec3 here = clip.frame(frame)[static_cast<std::size_t>(j)],
                         there = clip.frame(neighbour)[static_cast<std::size_t>(j)];
        pose.joints.push_back(place(here));
        pose.velocities.push_back(direction * place.turn(there - here));
    }
    return pose;
}

double difference(const LocalPose& a, const LocalPose& b, double speed_frames) {
    double sum = 0;
    for (std::size_t j = 0; j < a.joints.size(); ++j) {
        sum += glm::length(a.joints[j] - b.joints[j]) +
               speed_frames * glm::length(a.velocities[j] - b.velocities[j]);
    }
    return sum / static_cast<double>(a.joints.size());
}

/// From value x0 and speed v0 to rest at 0 after `end` frames, acceleration 0 there: the quintic of
/// inertialisation.
glm::dvec3 decay(const glm::dvec3& x0, const glm::dvec3& v0, double t, double end) {
    if (t >= end) return glm::dvec3(0);
    const double s = t / end;
    // Hermite basis with zero start acceleration: value 1 -> 0, and unit start speed -> 0.
    const double value = 1 - s * s * s * (10 - 15 * s + 6 * s * s);
    const double speed = s - s * s * s * (6 - 8 * s + 3 * s * s);
    return x0 * value + v0 * (end * speed);
}

}  // namespace

JoinCut best_cut(const MotionClip& first, const MotionClip& second, const Skeleton& skeleton, double share) {
    check_clip(first, skeleton);
    check_clip(second, skeleton);
    const int A = first.frame_count(), B = second.frame_count();
    if (A < 2 || B < 2) throw input_error("join: expected clips of at least 2 frames, found {} and {}", A, B);
    const int from = std::clamp(static_cast<int>(std::lround(A * (1 - share))), 1, A - 1);
    const int to = std::clamp(static_cast<int>(std::lround(B * share)), 0, B - 2);
    std::vector<LocalPose> starts;
    for (int b = 0; b <= to; ++b) starts.push_back(local_pose(second, b, b + 1, skeleton));
    JoinCut best{A, 0, 1e30};
    for (int a = from; a < A; ++a) {
        const LocalPose end = local_pose(first, a, a - 1, skeleton);
        for (int b = 0; b <= to; ++b) {
            const double found = difference(end, starts[static_cast<std::size_t>(b)], 0.1 * first.fps);
            if (found < best.difference) best = {a + 1, b, found};
        }
    }
    return best;
}

MotionClip join_clips(const MotionClip& first, const MotionClip& second, const Skeleton& skeleton,
                      double blend_seconds) {
    check_clip(first, skeleton);
    check_clip(second, skeleton);
    if (first.fps != second.fps)
        throw input_error("join: expected one frame rate, found {} and {}", first.fps, second.fps);
    const int last = first.frame_count() - 1, B = second.frame_count();
    const double angle = heading(first, last, skeleton) - heading(second, 0, skeleton);
    // The second's first frame comes one frame after the first's last: the root goes on at its speed.
    const glm::dvec3 root = first.frame(last)[0];
    const glm::dvec3 step = last > 0 ? on_floor(root - glm::dvec3(first.frame(last - 1)[0])) : glm::dvec3(0);
    const Placement place{std::cos(angle), std::sin(angle), on_floor(second.frame(0)[0]),
                          on_floor(root) + step};

    MotionClip joined = first;
    const double end = std::max(1.0, blend_seconds * first.fps);
    const auto J = static_cast<std::size_t>(first.joint_count);
    std::vector<glm::dvec3> offset(J), offset_speed(J);
    for (std::size_t j = 0; j < J; ++j) {
        const glm::dvec3 was = first.frame(last)[j], before = first.frame(std::max(last - 1, 0))[j];
        const glm::dvec3 is = place(second.frame(0)[j]), next = place(second.frame(std::min(1, B - 1))[j]);
        offset_speed[j] = (was - before) - (next - is);
        // Where the first would have gone, against where the second begins.
        offset[j] = was + (was - before) - is;
    }
    for (int t = 0; t < B; ++t) {
        for (std::size_t j = 0; j < J; ++j) {
            joined.positions.push_back(
                glm::vec3(place(second.frame(t)[j]) + decay(offset[j], offset_speed[j], t, end)));
        }
    }
    return skeleton.name == humanml3d_skeleton().name ? restore_bone_lengths(joined, skeleton) : joined;
}

}  // namespace im
