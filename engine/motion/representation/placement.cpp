#include "engine/motion/representation/placement.h"

#include <algorithm>
#include <cmath>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/rotations.h"

namespace im {

void check_clip(const MotionClip& clip, const Skeleton& skeleton) {
    if (clip.joint_count != skeleton.joint_count()) {
        throw input_error("motion: expected {} joints ({}), found {}", skeleton.joint_count(), skeleton.name,
                          clip.joint_count);
    }
    if (clip.positions.empty() || clip.positions.size() % static_cast<std::size_t>(clip.joint_count) != 0) {
        throw input_error("motion: expected frames of {} joints, found {} positions", clip.joint_count,
                          clip.positions.size());
    }
    for (std::size_t i = 0; i < clip.positions.size(); ++i) {
        const glm::vec3& p = clip.positions[i];
        if (std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z)) continue;
        const std::size_t J = static_cast<std::size_t>(clip.joint_count);
        throw input_error("motion: frame {}, joint {}: expected numbers, found NaN or Inf", i / J,
                          skeleton.joint_names[i % J]);
    }
}

MotionClip place_over_origin(const MotionClip& clip, const Skeleton& skeleton, double floor) {
    check_clip(clip, skeleton);
    const std::vector<glm::dvec3> first(clip.frame(0).begin(), clip.frame(0).end());
    const glm::dquat turn = between(facing(first, skeleton), {0, 0, 1});
    const glm::dvec3 origin(first[0].x, floor, first[0].z);
    MotionClip placed = clip;
    for (glm::vec3& position : placed.positions) position = glm::vec3(turn * (glm::dvec3(position) - origin));
    return placed;
}

MotionClip place_at_origin(const MotionClip& clip, const Skeleton& skeleton) {
    check_clip(clip, skeleton);
    const auto lowest = std::min_element(clip.positions.begin(), clip.positions.end(),
                                         [](const glm::vec3& a, const glm::vec3& b) { return a.y < b.y; });
    return place_over_origin(clip, skeleton, lowest->y);
}

}  // namespace im
