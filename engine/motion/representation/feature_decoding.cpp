// The way back of features.h: root path, joints from positions, joints from rotations.

#include <cmath>

#include "engine/core/error.h"
#include "engine/motion/representation/features.h"
#include "engine/motion/representation/rotations.h"

namespace im {
namespace {

void check_features(const FeatureSequence& features, const FeatureLayout& layout) {
    const bool fits = features.values.size() ==
                      static_cast<std::size_t>(features.frames) * static_cast<std::size_t>(layout.width);
    if (features.frames < 1 || features.width != layout.width || !fits) {
        throw input_error("features: expected at least one row of {} columns, found {} rows of {}",
                          layout.width, features.frames, features.width);
    }
}

MotionClip empty_clip(int frames, const Skeleton& skeleton) {
    MotionClip clip;
    clip.joint_count = skeleton.joint_count();
    clip.fps = skeleton.fps;
    clip.positions.resize(static_cast<std::size_t>(frames) * static_cast<std::size_t>(clip.joint_count));
    return clip;
}

}  // namespace

RootPath decode_root(const FeatureSequence& features, const Skeleton& skeleton) {
    const FeatureLayout layout(skeleton.joint_count());
    check_features(features, layout);
    RootPath path;
    double half_turn = 0;
    glm::dvec3 position(0);
    for (int t = 0; t < features.frames; ++t) {
        if (t > 0) half_turn += features.row(t - 1)[layout.yaw_velocity.begin];
        const glm::dquat rotation(std::cos(half_turn), 0, std::sin(half_turn), 0);
        if (t > 0) {
            const float* velocity = features.row(t - 1) + layout.root_velocity.begin;
            position += glm::conjugate(rotation) * glm::dvec3(velocity[0], 0, velocity[1]);
        }
        position.y = features.row(t)[layout.root_height.begin];
        path.rotations.push_back(rotation);
        path.positions.push_back(position);
    }
    return path;
}

MotionClip decode_features(const FeatureSequence& features, const Skeleton& skeleton) {
    const RootPath path = decode_root(features, skeleton);
    const FeatureLayout layout(skeleton.joint_count());
    MotionClip clip = empty_clip(features.frames, skeleton);
    for (int t = 0; t < features.frames; ++t) {
        const auto joints = clip.frame(t);
        const glm::dvec3 root = path.positions[static_cast<std::size_t>(t)];
        const glm::dquat to_world = glm::conjugate(path.rotations[static_cast<std::size_t>(t)]);
        const float* ric = features.row(t) + layout.ric.begin;
        joints[0] = glm::vec3(root);
        for (std::size_t j = 1; j < joints.size(); ++j, ric += 3) {
            joints[j] =
                glm::vec3(to_world * glm::dvec3(ric[0], ric[1], ric[2]) + glm::dvec3(root.x, 0, root.z));
        }
    }
    return clip;
}

MotionClip decode_rotations(const FeatureSequence& features, const Skeleton& skeleton, FeatureCodec codec,
                            const std::vector<glm::dvec3>& offsets) {
    const RootPath path = decode_root(features, skeleton);
    const FeatureLayout layout(skeleton.joint_count());
    if (offsets.size() != static_cast<std::size_t>(layout.joint_count)) {
        throw input_error("features: expected {} bone offsets, found {}", layout.joint_count, offsets.size());
    }
    MotionClip clip = empty_clip(features.frames, skeleton);
    std::vector<glm::dvec3> joints(offsets.size());
    for (int t = 0; t < features.frames; ++t) {
        const glm::dquat r = path.rotations[static_cast<std::size_t>(t)];
        // Where chains start: the published code uses the rotation *into* the heading frame, ours the way
        // back from it.
        const glm::dmat3 start = glm::mat3_cast(codec == FeatureCodec::Official ? r : glm::conjugate(r));
        const float* rot6d = features.row(t) + layout.rot6d.begin;
        joints[0] = path.positions[static_cast<std::size_t>(t)];
        for (const auto& chain : skeleton.chains) {
            glm::dmat3 rotation = start;
            for (std::size_t i = 1; i < chain.size(); ++i) {
                const auto joint = static_cast<std::size_t>(chain[i]);
                rotation = rotation * matrix_from_6d(rot6d + 6 * (joint - 1));
                joints[joint] = joints[static_cast<std::size_t>(chain[i - 1])] + rotation * offsets[joint];
            }
        }
        for (std::size_t j = 0; j < joints.size(); ++j) clip.frame(t)[j] = glm::vec3(joints[j]);
    }
    return clip;
}

}  // namespace im
