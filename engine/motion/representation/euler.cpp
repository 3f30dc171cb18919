#include "engine/motion/representation/euler.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"

namespace im {
namespace {

constexpr double kTurn = 2 * std::numbers::pi;

double distance(const glm::dvec3& a, const glm::dvec3& b) {
    return std::abs(a.x - b.x) + std::abs(a.y - b.y) + std::abs(a.z - b.z);
}

glm::dvec3 nearest_turns(glm::dvec3 angles, const glm::dvec3& to) {
    for (int i = 0; i < 3; ++i) angles[i] -= kTurn * std::round((angles[i] - to[i]) / kTurn);
    return angles;
}

glm::dquat about(int axis, double angle) {
    glm::dquat q(std::cos(angle / 2), 0, 0, 0);
    (axis == 0 ? q.x : axis == 1 ? q.y : q.z) = std::sin(angle / 2);
    return q;
}

}  // namespace

std::string EulerOrder::name() const {
    std::string text;
    for (const int axis : axes) text += static_cast<char>('X' + axis);
    return text;
}

EulerOrder euler_order(const std::string& name) {
    EulerOrder order;
    int seen = 0;
    for (std::size_t i = 0; i < name.size() && i < 3; ++i) {
        const int axis = (name[i] & ~0x20) - 'X';
        if (axis >= 0 && axis < 3) seen |= 1 << axis;
        order.axes[i] = axis;
    }
    if (name.size() != 3 || seen != 7)
        throw usage_error("rotation order: expected XYZ, XZY, YXZ, YZX, ZXY or ZYX; found \"{}\"", name);
    return order;
}

glm::dvec3 to_euler(const glm::dquat& rotation, const EulerOrder& order, const glm::dvec3& before) {
    const glm::dmat3 columns = glm::mat3_cast(rotation);
    const auto m = [&columns](int row, int column) { return columns[column][row]; };
    const auto [a, b, c] = order.axes;
    const double sign = (b - a + 3) % 3 == 1 ? 1 : -1;
    const double sine = std::clamp(sign * m(a, c), -1.0, 1.0);
    glm::dvec3 angles;
    angles[b] = std::asin(sine);
    if (std::abs(sine) > 1 - 1e-10) {
        angles[a] = before[a];
        const glm::dquat left = glm::conjugate(about(a, angles[a]) * about(b, angles[b])) * rotation;
        angles[c] = 2 * std::atan2(c == 0 ? left.x : c == 1 ? left.y : left.z, left.w);
    } else {
        angles[a] = std::atan2(-sign * m(b, c), m(c, c));
        angles[c] = std::atan2(-sign * m(a, b), m(a, a));
    }
    glm::dvec3 other;
    other[a] = angles[a] + std::numbers::pi;
    other[b] = std::numbers::pi - angles[b];
    other[c] = angles[c] + std::numbers::pi;
    const glm::dvec3 one = nearest_turns(angles, before);
    other = nearest_turns(other, before);
    return distance(other, before) < distance(one, before) ? other : one;
}

glm::dquat from_euler(const glm::dvec3& angles, const EulerOrder& order) {
    const auto [a, b, c] = order.axes;
    return about(a, angles[a]) * about(b, angles[b]) * about(c, angles[c]);
}

}  // namespace im
