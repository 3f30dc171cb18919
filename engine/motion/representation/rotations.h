#pragma once
// Small helpers on rotations, shared by features and rigs. Quaternions are unit, w first.

#include <array>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

namespace im {

/// The shortest rotation that turns `from`'s direction into `to`'s. Identity if either has no length. At a
/// half turn the axis is perpendicular to `from` and to the coordinate axis that `from` is farthest from (the
/// first of equals).
glm::dquat between(const glm::dvec3& from, const glm::dvec3& to);

/// First two columns of the rotation matrix, one after the other (Zhou et al., CVPR 2019,
/// as HumanML3D stores them).
std::array<double, 6> rotation_to_6d(const glm::dquat& rotation);
/// Gram-Schmidt on the two columns; identity where they span no plane.
glm::dmat3 matrix_from_6d(const float* six);

}  // namespace im
