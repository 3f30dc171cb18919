#include "engine/synthesis/gate.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <glm/geometric.hpp>

#include "engine/motion/clean_up/foot_skate.h"

namespace im {
namespace {

constexpr double kSpeedMax = 16, kAccelerationMax = 400, kSkateMax = 40, kLowest = -0.045, kHandMin = 0.065;
constexpr double kFarthest = 15;  // metres: the compact layout of data sets holds 16

glm::dvec3 joint(const MotionClip& clip, int frame, int role) {
    return glm::dvec3(clip.frame(frame)[static_cast<std::size_t>(role)]);
}

/// Third smallest distance of a wrist from the line between pelvis and neck.
double nearest_hand(const MotionClip& clip) {
    double nearest = 1;
    std::vector<double> distances(static_cast<std::size_t>(clip.frame_count()));
    for (const int wrist : {kLeftWrist, kRightWrist}) {
        for (int t = 0; t < clip.frame_count(); ++t) {
            const glm::dvec3 from = joint(clip, t, kPelvis), axis = joint(clip, t, kNeck) - from;
            const glm::dvec3 hand = joint(clip, t, wrist) - from;
            const double along = std::clamp(glm::dot(hand, axis) / glm::dot(axis, axis), 0.0, 1.0);
            distances[static_cast<std::size_t>(t)] = glm::length(hand - along * axis);
        }
        std::nth_element(distances.begin(), distances.begin() + 2, distances.end());
        nearest = std::min(nearest, distances[2]);
    }
    return nearest;
}

}  // namespace

GateMeasures measure_for_gate(const MotionClip& clip, const Skeleton& skeleton) {
    GateMeasures measures;
    const std::size_t J = static_cast<std::size_t>(clip.joint_count);
    const auto fps = static_cast<float>(clip.fps);
    float speed = 0, acceleration = 0, lowest = 1e30f;
    const auto& p = clip.positions;
    for (std::size_t i = 0; i < p.size(); ++i) {
        lowest = std::min(lowest, p[i].y);
        if (i < J) continue;
        const glm::vec3 step = p[i] - p[i - J];
        speed = std::max(speed, glm::dot(step, step));
        if (i < 2 * J) continue;
        const glm::vec3 change = step - (p[i - J] - p[i - 2 * J]);
        acceleration = std::max(acceleration, glm::dot(change, change));
    }
    measures.speed = std::sqrt(speed) * fps;
    measures.acceleration = std::sqrt(acceleration) * fps * fps;
    measures.lowest = lowest;
    measures.skate_mm = measure_foot_skate(clip, skeleton).mm_per_frame;
    measures.hand = nearest_hand(clip);
    return measures;
}

std::optional<std::string> gate_refusal(const MotionClip& clip, const GateMeasures& parts,
                                        const Skeleton& skeleton) {
    if (clip.frame_count() < kSynthesisFramesMin || clip.frame_count() > kSynthesisFramesMax) return "length";
    for (const glm::vec3& p : clip.positions) {
        if (!std::isfinite(p.x) || !std::isfinite(p.y) || !std::isfinite(p.z)) return "not finite";
    }
    const glm::vec3 start = clip.frame(0)[kPelvis];
    for (int t = 0; t < clip.frame_count(); ++t) {
        const glm::vec3 way = clip.frame(t)[kPelvis] - start;
        if (std::hypot(way.x, way.z) > kFarthest) return "too far";
    }
    const GateMeasures found = measure_for_gate(clip, skeleton);
    if (found.speed > kSpeedMax) return "joint speed";
    if (found.acceleration > std::min(kAccelerationMax, 2.5 * parts.acceleration + 60))
        return "joint acceleration";
    if (found.skate_mm > std::min(kSkateMax, 1.25 * parts.skate_mm + 5)) return "feet slide";
    if (found.lowest < kLowest) return "below the floor";
    if (found.hand < kHandMin) return "hand in the trunk";
    return std::nullopt;
}

}  // namespace im
