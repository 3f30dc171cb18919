#pragma once
// Two-bone inverse kinematics on joint positions. All places are metres, in one frame of axes.

#include <span>

#include <glm/vec3.hpp>

namespace im {

struct TwoBone {
    glm::dvec3 middle, end;  ///< places of knee and ankle, metres
};

/// Where knee and ankle come to lie when the ankle of a leg from `start` (hip) over `middle` (knee) to `end`
/// (ankle) shall be at `goal`, all places in metres: both bones keep their lengths, the knee its plane. Out
/// of reach, the leg stretches towards the goal, leaving the knee a trace of bend; nearer than bones of
/// different lengths can fold, the ankle stays away. `ahead` is the direction in which the knee of a straight
/// leg goes: of any length, and not along the leg. A leg stays as it is where nothing tells that direction,
/// a bone has no length, or the goal is at `start`.
TwoBone solve_two_bone(const glm::dvec3& start, const glm::dvec3& middle, const glm::dvec3& end,
                       const glm::dvec3& goal, const glm::dvec3& ahead);

/// Moves a leg of one frame of HumanML3D's 22 joints (metres), side 0 left, 1 right: ankle by `offset`
/// (metres) as far as the leg reaches, ball with it, knee by IK. A straight knee goes towards the toes.
void move_foot(std::span<glm::vec3> joints, int side, const glm::dvec3& offset);

}  // namespace im
