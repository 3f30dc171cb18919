#include "engine/motion/clean_up/leg_ik.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

#include "engine/motion/rig/rig.h"

namespace im {
namespace {

constexpr double kReach = 0.9995;  // of the whole length: at full stretch a knee would not know its plane

}  // namespace

TwoBone solve_two_bone(const glm::dvec3& start, const glm::dvec3& middle, const glm::dvec3& end,
                       const glm::dvec3& goal, const glm::dvec3& ahead) {
    const double first = glm::distance(start, middle), second = glm::distance(middle, end);
    const glm::dvec3 way = goal - start;
    if (!(first > 1e-9) || !(second > 1e-9) || !(glm::length(way) > 1e-9)) return {middle, end};
    // A leg that was stretched further already may stay so.
    const double longest =
        std::max(kReach * (first + second), std::min(glm::distance(start, end), first + second));
    const double distance = std::clamp(glm::length(way), std::abs(first - second) + 1e-6, longest);
    const glm::dvec3 along = glm::normalize(way);
    const auto square = [&along](const glm::dvec3& v) { return v - glm::dot(v, along) * along; };
    glm::dvec3 out = square(middle - start);
    if (!(glm::length(out) > 1e-4 * first)) out = square(ahead);
    if (!(glm::length(out) > 1e-9)) return {middle, end};
    const double foot = (first * first - second * second + distance * distance) / (2 * distance);
    const double height = std::sqrt(std::max(0.0, first * first - foot * foot));
    return {start + foot * along + height * glm::normalize(out), start + distance * along};
}

void move_foot(std::span<glm::vec3> joints, int side, const glm::dvec3& offset) {
    const auto joint = [&](Role left) -> glm::vec3& { return joints[static_cast<std::size_t>(left + side)]; };
    const glm::dvec3 hip(joint(kLeftHip)), knee(joint(kLeftKnee)), ankle(joint(kLeftAnkle)),
        ball(joint(kLeftFoot));
    glm::dvec3 toes = ball - ankle;
    const TwoBone leg = solve_two_bone(hip, knee, ankle, ankle + offset, toes);
    joint(kLeftKnee) = glm::vec3(leg.middle);
    joint(kLeftAnkle) = glm::vec3(leg.end);
    joint(kLeftFoot) = glm::vec3(leg.end + toes);
}

}  // namespace im
