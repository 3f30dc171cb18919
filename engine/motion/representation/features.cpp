#include "engine/motion/representation/features.h"

#include <algorithm>
#include <cmath>
#include <span>

#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/rotations.h"
#include "engine/motion/rig/retarget.h"

namespace im {
namespace {

using Joints = std::span<const glm::dvec3>;

const glm::dquat kIdentity(1, 0, 0, 0);

void put(float* to, const glm::dvec3& v) {
    to[0] = static_cast<float>(v.x);
    to[1] = static_cast<float>(v.y);
    to[2] = static_cast<float>(v.z);
}

/// rot6d of one frame. Each bone's whole rotation is the shortest arc from its raw offset; what is stored is
/// the part that the bone before it in the chain lacks. Every chain starts from `start`, the arms' too,
/// though they hang on the chest.
void write_rotations(float* to, Joints joints, const Skeleton& skeleton, const glm::dquat& start,
                     const glm::dquat& to_frame) {
    for (const auto& chain : skeleton.chains) {
        glm::dquat before = start;
        for (std::size_t i = 1; i < chain.size(); ++i) {
            const auto parent = static_cast<std::size_t>(chain[i - 1]),
                       joint = static_cast<std::size_t>(chain[i]);
            const glm::dvec3 bone = to_frame * (joints[joint] - joints[parent]);
            const bool has_length = glm::length(bone) > 1e-9;
            const glm::dquat whole = has_length ? between(skeleton.raw_offsets[joint], bone) : before;
            const auto six = rotation_to_6d(glm::conjugate(before) * whole);
            std::transform(six.begin(), six.end(), to + 6 * (joint - 1),
                           [](double x) { return static_cast<float>(x); });
            before = whole;
        }
    }
}

void write_contacts(float* to, Joints now, Joints next, const Skeleton& skeleton) {
    for (const auto& foot : {skeleton.left_foot, skeleton.right_foot}) {
        for (const int joint : foot) {
            const glm::dvec3 step =
                next[static_cast<std::size_t>(joint)] - now[static_cast<std::size_t>(joint)];
            *to++ = glm::dot(step, step) < skeleton.contact_threshold ? 1.0f : 0.0f;
        }
    }
}

}  // namespace

FeatureCodec feature_codec_by_name(const std::string& name) {
    if (name == "official") return FeatureCodec::Official;
    if (name == "corrected") return FeatureCodec::Corrected;
    throw input_error("feature codec: expected official or corrected, found \"{}\"", name);
}

FeatureLayout::FeatureLayout(int joints) : joint_count(joints) {
    int column = 0;
    const auto next = [&column](int count) {
        const ColumnRange range{column, column + count};
        column += count;
        return range;
    };
    yaw_velocity = next(1);
    root_velocity = next(2);
    root_height = next(1);
    ric = next(3 * (joints - 1));
    rot6d = next(6 * (joints - 1));
    velocity = next(3 * joints);
    contacts = next(4);
    width = column;
}

FeatureSequence encode_features(const MotionClip& clip, const Skeleton& skeleton, FeatureCodec codec,
                                const std::vector<glm::dvec3>& target_offsets) {
    check_clip(clip, skeleton);
    if (clip.frame_count() < 2)
        throw input_error("motion: expected at least 2 frames, found {}", clip.frame_count());
    const MotionClip placed =
        place_at_origin(target_offsets.empty() ? clip : retarget(clip, skeleton, target_offsets), skeleton);
    const std::vector<glm::dvec3> positions(placed.positions.begin(), placed.positions.end());
    const bool official = codec == FeatureCodec::Official;
    const std::vector<glm::dquat> roots = official ? official_root_rotations(positions, skeleton)
                                                   : corrected_root_rotations(positions, skeleton);

    const FeatureLayout layout(skeleton.joint_count());
    const auto J = static_cast<std::size_t>(layout.joint_count);
    FeatureSequence features;
    features.frames = clip.frame_count() - 1;
    features.width = layout.width;
    features.values.resize(static_cast<std::size_t>(features.frames) *
                           static_cast<std::size_t>(layout.width));
    for (int t = 0; t < features.frames; ++t) {
        const auto frame = static_cast<std::size_t>(t);
        const Joints now = Joints(positions).subspan(frame * J, J),
                     next = Joints(positions).subspan((frame + 1) * J, J);
        const glm::dquat r = roots[frame], r_next = roots[frame + 1];
        float* row = features.row(t);

        const glm::dquat turn = r_next * glm::conjugate(r);
        row[layout.yaw_velocity.begin] = static_cast<float>(std::asin(std::clamp(turn.y, -1.0, 1.0)));
        const glm::dvec3 root_step = r_next * (next[0] - now[0]);
        row[layout.root_velocity.begin] = static_cast<float>(root_step.x);
        row[layout.root_velocity.begin + 1] = static_cast<float>(root_step.z);
        row[layout.root_height.begin] = static_cast<float>(now[0].y);
        const glm::dvec3 below_root(now[0].x, 0, now[0].z);
        for (std::size_t j = 1; j < J; ++j)
            put(row + layout.ric.begin + 3 * (j - 1), r * (now[j] - below_root));
        for (std::size_t j = 0; j < J; ++j) put(row + layout.velocity.begin + 3 * j, r * (next[j] - now[j]));
        write_rotations(row + layout.rot6d.begin, now, skeleton, official ? r : kIdentity,
                        official ? kIdentity : r);
        write_contacts(row + layout.contacts.begin, now, next, skeleton);
    }
    return features;
}

}  // namespace im
