#pragma once
// From 22 joint positions to the rigid parts of the mannequin: where each part is and how it is turned.
//
// Positions say nothing about the twist of a bone. It is found the way an animator would guess it: knees and
// elbows are hinges, so a bent limb shows its axis; a straight one takes the axis that its parent carries
// along; a foot near the floor lies flat.

#include <array>
#include <cstddef>
#include <span>

#include <glm/mat3x3.hpp>
#include <glm/mat4x3.hpp>
#include <glm/vec3.hpp>

namespace im::render {

enum class Part {
    Pelvis,
    Waist,
    Chest,
    Neck,
    Head,
    LeftCollar,
    LeftUpperArm,
    LeftForearm,
    LeftHand,
    LeftThigh,
    LeftCalf,
    LeftFoot,
    LeftToes,
    RightCollar,
    RightUpperArm,
    RightForearm,
    RightHand,
    RightThigh,
    RightCalf,
    RightFoot,
    RightToes,
};
inline constexpr std::size_t kParts = 21;

constexpr std::size_t index(Part part) {
    return static_cast<std::size_t>(part);
}
/// The same part of the other side; middle parts are their own mirror image.
constexpr Part mirrored(Part part) {
    constexpr auto first_left = index(Part::LeftCollar), first_right = index(Part::RightCollar);
    if (index(part) < first_left) return part;
    return static_cast<Part>(index(part) < first_right ? index(part) + 8 : index(part) - 8);
}

/// Axes for a person standing with arms down: x to her left, y up, z forward. Limbs
/// lie along -y, feet along z.
struct PartFrame {
    glm::vec3 origin{0.0f};  ///< the joint next to the trunk, metres
    glm::mat3 axes{1.0f};    ///< columns x, y, z; orthonormal, right-handed
    float length = 1.0f;     ///< of the bone, metres
};
using PartFrames = std::array<PartFrame, kParts>;

/// `joints`: 22 world positions, metres, floor at y = 0. Coinciding joints give an
/// arbitrary but finite frame.
PartFrames part_frames(std::span<const glm::vec3> joints);

/// The pose in which the mannequin is modelled: standing, arms down, facing +Z, HumanML3D's bone lengths.
const std::array<glm::vec3, 22>& rest_joints();
const PartFrames& rest_frames();

/// For each part the map from the rest pose to this pose. Limbs stretch to their bones' lengths; thickness
/// follows the figure's size.
std::array<glm::mat4x3, kParts> skin_matrices(std::span<const glm::vec3> joints);

}  // namespace im::render
