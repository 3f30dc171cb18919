#pragma once
// A posed skeleton: rotations that a rig can play, and the joint positions that follow from them.
// Rotations here are those of a rig (BVH, FBX): the rotation stored at a joint turns the bones that START
// there, unlike rot6d of the features, which is stored where a bone ends.

#include <span>
#include <vector>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// The rest pose that we show and export: a T-pose with HumanML3D's bone lengths, facing +Z.
struct RestPose {
    /// J, from the parent joint to the joint in the rest pose, metres; root: its rest height.
    std::vector<glm::dvec3> offsets;
};
const RestPose& humanml3d_rest_pose();
/// HumanML3D: the above, whatever the clip. Another skeleton has no standard figure: its raw offsets, left
/// towards +X, as long as the bones of the clip's first frame.
RestPose rest_pose_of(const MotionClip& clip, const Skeleton& skeleton);

struct PosedMotion {
    double fps = 20.0;
    int joint_count = 22;
    std::vector<glm::dvec3> root_positions;  ///< T, metres
    std::vector<glm::dquat> rotations;       ///< T x J, local (parent space); identity is the rest pose
    int frame_count() const { return static_cast<int>(root_positions.size()); }
};

/// Fits rig rotations to joint positions, frame by frame (no state between frames, so that streamed and
/// offline agree). Joints with several children: least squares (Horn 1987). Single-child joints: the shortest
/// swing in the parent's frame that points at the next joint, on limbs from where the rig put this one, so
/// that wrong lengths do not add up on the way to hands and feet; at half a turn the axis of rotations.h,
/// `between`. A bone without length leaves its joint at rest. Quaternions have w >= 0. Throws Input for no
/// frames, NaN/Inf or joint counts that differ.
PosedMotion fit_pose(const MotionClip& clip, const Skeleton& skeleton, const RestPose& rest);

/// Forward kinematics: joint positions of the posed rig, metres. Bone lengths are exactly the rest pose's.
MotionClip forward_kinematics(const PosedMotion& motion, const Skeleton& skeleton, const RestPose& rest);

/// forward_kinematics(fit_pose(clip)): the positions that viewport and every exported file share.
MotionClip restore_bone_lengths(const MotionClip& clip, const Skeleton& skeleton);

}  // namespace im
