#include "engine/motion/rig/retarget.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>
#include <glm/gtc/quaternion.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/rotations.h"

namespace im {
namespace {

/// Largest components of both lower-leg offsets, added: the published measure of a leg.
double leg_length(const std::vector<glm::dvec3>& offsets, const Skeleton& skeleton) {
    double length = 0;
    for (const int joint : skeleton.lower_legs) {
        const glm::dvec3 size = glm::abs(offsets[static_cast<std::size_t>(joint)]);
        length += std::max({size.x, size.y, size.z});
    }
    return length;
}

std::vector<glm::dvec3> scaled_offsets(const std::vector<double>& lengths, const Skeleton& skeleton) {
    std::vector<glm::dvec3> offsets;
    for (std::size_t j = 0; j < lengths.size(); ++j) offsets.push_back(lengths[j] * skeleton.raw_offsets[j]);
    return offsets;
}

}  // namespace

std::vector<glm::dvec3> offsets_of(const MotionClip& clip, const Skeleton& skeleton) {
    check_clip(clip, skeleton);
    const auto joints = clip.frame(0);
    std::vector<double> lengths(joints.size(), 0.0);
    for (std::size_t j = 1; j < joints.size(); ++j) {
        lengths[j] = glm::distance(glm::dvec3(joints[j]),
                                   glm::dvec3(joints[static_cast<std::size_t>(skeleton.parents[j])]));
    }
    return scaled_offsets(lengths, skeleton);
}

const std::vector<glm::dvec3>& humanml3d_offsets() {
    static const std::vector<glm::dvec3> offsets =
        scaled_offsets(humanml3d_bone_lengths(), humanml3d_skeleton());
    return offsets;
}

MotionClip retarget(const MotionClip& clip, const Skeleton& skeleton,
                    const std::vector<glm::dvec3>& target_offsets) {
    const std::vector<glm::dvec3> source_offsets = offsets_of(clip, skeleton);
    if (target_offsets.size() != source_offsets.size()) {
        throw input_error("retarget: expected {} target offsets, found {}", source_offsets.size(),
                          target_offsets.size());
    }
    const double source_leg = leg_length(source_offsets, skeleton);
    if (!(source_leg > 0))
        throw input_error("retarget: the lower legs of the clip's first frame have no length");
    const double scale = leg_length(target_offsets, skeleton) / source_leg;

    // The published inverse kinematics give each bone the shortest arc from its raw offset, and its forward
    // kinematics undo all of it but the lengths: what stays is that arc.
    MotionClip result = clip;
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto from = clip.frame(t);
        const auto to = result.frame(t);
        to[0] = glm::vec3(scale * glm::dvec3(from[0]));
        for (std::size_t j = 1; j < from.size(); ++j) {
            const auto parent = static_cast<std::size_t>(skeleton.parents[j]);
            const glm::dvec3 bone = glm::dvec3(from[j]) - glm::dvec3(from[parent]);
            to[j] = glm::vec3(glm::dvec3(to[parent]) +
                              between(skeleton.raw_offsets[j], bone) * target_offsets[j]);
        }
    }
    return result;
}

}  // namespace im
