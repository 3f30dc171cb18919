#pragma once
// The two skeletons of the field: HumanML3D's 22 joints and KIT-ML's 21.
// Source: Guo et al., CVPR 2022, and the constants of the published feature extraction.

#include <array>
#include <string>
#include <vector>

#include <glm/vec3.hpp>

namespace im {

struct Skeleton {
    std::string name;                      ///< "humanml3d" or "kit"
    std::vector<std::string> joint_names;  ///< J
    std::vector<int> parents;              ///< J, parent before child, -1 for the root
    std::vector<glm::dvec3> raw_offsets;  ///< J, unit direction of the bone that ENDS at the joint, rest pose
    std::vector<std::vector<int>> chains;  ///< kinematic chains of the published IK/FK, root first
    /// Joints of the four contact columns: left two, then right two.
    std::array<int, 2> left_foot, right_foot;
    std::array<int, 2> lower_legs;   ///< joints whose offsets give the retargeting scale
    std::array<int, 4> face_joints;  ///< a, b, c, d: across = (a - b) + (c - d)
    std::vector<int> mirror;         ///< J, index of the same joint on the other side
    double contact_threshold;  ///< squared displacement per frame below which a foot joint is in contact
    double fps;                ///< 20 (HumanML3D) or 12.5 (KIT-ML)

    int joint_count() const { return static_cast<int>(parents.size()); }
};

/// HumanML3D's joints by number, which are also the parts that a rig's joints can play.
enum Role {
    kPelvis,
    kLeftHip,
    kRightHip,
    kSpine1,
    kLeftKnee,
    kRightKnee,
    kSpine2,
    kLeftAnkle,
    kRightAnkle,
    kSpine3,
    kLeftFoot,
    kRightFoot,
    kNeck,
    kLeftCollar,
    kRightCollar,
    kHead,
    kLeftShoulder,
    kRightShoulder,
    kLeftElbow,
    kRightElbow,
    kLeftWrist,
    kRightWrist,
    kRoleCount
};

const Skeleton& humanml3d_skeleton();
const Skeleton& kit_skeleton();
/// By name; throws Input for another name.
const Skeleton& skeleton_by_name(const std::string& name);

/// Bone lengths (metres) of HumanML3D's uniform figure: J values, 0 for the root.
const std::vector<double>& humanml3d_bone_lengths();

}  // namespace im
