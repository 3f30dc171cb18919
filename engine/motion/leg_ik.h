#pragma once
// Two-bone inverse kinematics on joint positions.

#include <span>

#include <glm/vec3.hpp>

namespace im {

struct TwoBone {
    glm::dvec3 middle, end;
};

/// Where knee and ankle come to lie when the ankle shall be at `goal`: both bones keep their lengths, the
/// knee its plane. Out of reach, the leg stretches towards the goal, leaving the knee a trace of bend.
/// `ahead` is where the knee goes from a leg that is straight.
TwoBone solve_two_bone(const glm::dvec3& start, const glm::dvec3& middle, const glm::dvec3& end,
                       const glm::dvec3& goal, const glm::dvec3& ahead);

/// Moves a leg of one frame of HumanML3D's 22 joints, side 0 left, 1 right: ankle by `offset`, ball with it,
/// knee by IK.
void move_foot(std::span<glm::vec3> joints, int side, const glm::dvec3& offset);

}  // namespace im
