#include "engine/motion/representation/rotations.h"

#include <cmath>

#include <glm/geometric.hpp>

namespace im {

glm::dquat between(const glm::dvec3& from, const glm::dvec3& to) {
    const double lengths = std::sqrt(glm::dot(from, from) * glm::dot(to, to));
    if (!(lengths > 1e-18)) return {1, 0, 0, 0};
    const double w = lengths + glm::dot(from, to);
    const glm::dvec3 axis = glm::cross(from, to);
    const double norm = std::sqrt(w * w + glm::dot(axis, axis));
    if (norm > 1e-9 * lengths) return {w / norm, axis.x / norm, axis.y / norm, axis.z / norm};

    const glm::dvec3 size = glm::abs(from);
    const glm::dvec3 far = size.x <= size.y && size.x <= size.z ? glm::dvec3(1, 0, 0)
                           : size.y <= size.z                   ? glm::dvec3(0, 1, 0)
                                                                : glm::dvec3(0, 0, 1);
    const glm::dvec3 around = glm::normalize(glm::cross(from, far));
    return {0, around.x, around.y, around.z};
}

std::array<double, 6> rotation_to_6d(const glm::dquat& rotation) {
    const glm::dmat3 m = glm::mat3_cast(rotation);  // m[i] is column i
    return {m[0].x, m[0].y, m[0].z, m[1].x, m[1].y, m[1].z};
}

glm::dmat3 matrix_from_6d(const float* six) {
    const glm::dvec3 a(six[0], six[1], six[2]), b(six[3], six[4], six[5]);
    const glm::dvec3 c = glm::cross(a, b);
    if (!(glm::dot(c, c) > 1e-18)) return glm::dmat3(1);
    const glm::dvec3 x = glm::normalize(a), z = glm::normalize(c);
    return {x, glm::cross(z, x), z};
}

}  // namespace im
