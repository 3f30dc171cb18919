#pragma once
// Euler angles in any of the six orders of three axes.

#include <array>
#include <string>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

namespace im {

/// R = R_a R_b R_c, with the axes a, b, c as letters from left to right: "ZXY" is R_z R_x R_y. That is how
/// BVH lists its channels; programs that say "XYZ order" and turn about X first mean "ZYX" here.
struct EulerOrder {
    std::array<int, 3> axes{2, 0, 1};  ///< 0 X, 1 Y, 2 Z
    std::string name() const;
};
/// Three different letters of XYZ, small or large. Throws Usage.
EulerOrder euler_order(const std::string& name);

/// Radians by axis (x, y, z), whatever the order. Of all angles that mean the rotation, those nearest to
/// `before`, because programs interpolate the angles. At the poles, where two angles act about one axis, the
/// first in the order stays.
glm::dvec3 to_euler(const glm::dquat& rotation, const EulerOrder& order, const glm::dvec3& before);
glm::dquat from_euler(const glm::dvec3& angles, const EulerOrder& order);

}  // namespace im
