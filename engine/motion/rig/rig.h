#pragma once
// A rig as animation programs know it: named joints with a rest pose of their own, and motion for them. What
// files hold; Skeleton and PosedMotion are the special case whose joints all rest unrotated.

#include <array>
#include <string>
#include <vector>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// A rotation followed by a move. Rigs do not scale.
struct Transform {
    glm::dvec3 translation{0, 0, 0};
    glm::dquat rotation{1, 0, 0, 0};
    Transform operator*(const Transform& child) const {
        return {translation + rotation * child.translation, rotation * child.rotation};
    }
    glm::dvec3 operator*(const glm::dvec3& point) const { return translation + rotation * point; }
    Transform inverse() const {
        const glm::dquat back = glm::conjugate(rotation);
        return {back * -translation, back};
    }
};

struct RigJoint {
    std::string name;
    int parent = -1;  ///< comes before its children; -1: a root
    Transform rest;   ///< in the parent's frame, metres
};

struct Rig {
    std::string name;
    std::vector<RigJoint> joints;
    std::array<int, kRoleCount> roles;  ///< the joint that plays each HumanML3D joint; -1: none

    Rig() { roles.fill(-1); }
    int joint_count() const { return static_cast<int>(joints.size()); }
};

struct RigMotion {
    double fps = 20.0;
    int joint_count = 0;
    std::vector<glm::dquat> rotations;  ///< T x J, in the parent's frame; the rest rotation included
    std::vector<int> moving;  ///< joints that also move against their parent, usually the hips alone
    std::vector<glm::dvec3> translations;  ///< T x moving.size(), in the parent's frame, metres
    int frame_count() const {
        return joint_count == 0 ? 0
                                : static_cast<int>(rotations.size() / static_cast<std::size_t>(joint_count));
    }
};

/// Throws Input, its message opened by `place`, unless the rig has joints with parents before children and
/// the motion has frames of as many joints, all finite, at a frame rate above 0.
void check_rig_motion(const Rig& rig, const RigMotion& motion, const std::string& place);

/// The figure itself as a rig: every joint plays itself. Another skeleton than HumanML3D's plays the parts of
/// the same name.
Rig rig_of(const Skeleton& skeleton, const RestPose& rest);
RigMotion rig_motion_of(const PosedMotion& motion);

/// Control characters and bytes that are no UTF-8 become "_".
std::string clean_name(std::string name);
/// Files and tables tell joints by name: clean ones; a second joint of one name becomes NAME-2, one without a
/// name "joint".
void make_names_unique(Rig& rig);

/// World transforms of the rest pose, J.
std::vector<Transform> rest_transforms(const Rig& rig);
/// World transforms of one frame, J.
std::vector<Transform> world_transforms(const Rig& rig, const RigMotion& motion, int frame);

/// The same shape and motion told by joints that all rest unrotated, as BVH wants it.
struct PlainRig {
    Rig rig;
    RigMotion motion;
};
PlainRig without_rest_rotations(const Rig& rig, const RigMotion& motion);

}  // namespace im
