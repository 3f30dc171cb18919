#include "engine/motion/twist.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/rotations.h"

namespace im {
namespace {

/// A hinge between two bones, and the joint at the end of the second.
struct Limb {
    std::size_t upper, middle, end;
    glm::dvec3 hinge;  ///< bends by a positive turn about it; rest pose
    int beyond;        ///< joint below `end`, -1: none
};
const Limb kLimbs[] = {
    {16, 18, 20, {0, -1, 0}, -1},  // arms, palms down: hands come forward
    {17, 19, 21, {0, 1, 0}, -1},
    {1, 4, 7, {1, 0, 0}, 10},  // legs: heels go back
    {2, 5, 8, {1, 0, 0}, 11},
};

constexpr double kStraight = 0.12, kBent = 0.45;  // sine of the bend: the hinge is unknown below, certain above
constexpr double kRestWeight = 0.02;              // pull towards the shortest swing
constexpr double kFootWeight = 0.5;               // of a foot square to the leg: where toes point, knees point
constexpr double kSmoothing = 0.12;               // seconds

double smoothstep(double low, double high, double x) {
    const double u = std::clamp((x - low) / (high - low), 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

/// The angle about the unit `axis` that turns `from` to `to`, both taken square to it.
double angle_about(const glm::dvec3& axis, const glm::dvec3& from, const glm::dvec3& to) {
    const glm::dvec3 a = from - glm::dot(from, axis) * axis, b = to - glm::dot(to, axis) * axis;
    return std::atan2(glm::dot(glm::cross(a, b), axis), glm::dot(a, b));
}

/// The smooth angles near `targets`: min sum w (x - target)^2 + s sum (x[t+1] - x[t])^2, a tridiagonal system.
std::vector<double> smoothed(const std::vector<double>& targets, const std::vector<double>& weights, double s) {
    const std::size_t T = targets.size();
    std::vector<double> upper(T), x(T);
    for (std::size_t t = 0; t < T; ++t) {
        const double neighbours = (t > 0) + (t + 1 < T);
        const double diagonal = weights[t] + 1e-9 + s * neighbours - (t > 0 ? s * upper[t - 1] : 0);
        upper[t] = s / diagonal;
        x[t] = ((weights[t] + 1e-9) * targets[t] + (t > 0 ? s * x[t - 1] : 0)) / diagonal;
    }
    for (std::size_t t = T - 1; t-- > 0;) x[t] += upper[t] * x[t + 1];
    return x;
}

/// Turns of a joint whose bone points along `directions`, (T), from `rest`: the shortest swings where they are certain, without
/// their spin where the bone passes the direction opposite to rest.
std::vector<glm::dquat> calm_swings(const glm::dvec3& rest, const std::vector<glm::dvec3>& directions, double smoothness) {
    const std::size_t T = directions.size();
    const glm::dvec3 along = glm::normalize(rest), mark = glm::normalize(glm::cross(along, {1, 0, 0}));
    std::vector<glm::dquat> carried(T);
    std::vector<double> targets(T), weights(T);
    for (std::size_t t = 0; t < T; ++t) {
        const glm::dquat swing = between(rest, directions[t]);
        carried[t] = t == 0 ? swing : glm::normalize(between(directions[t - 1], directions[t]) * carried[t - 1]);
        const glm::dvec3 now = swing * along;
        const double angle = angle_about(now, carried[t] * mark, swing * mark), before = t == 0 ? 0 : targets[t - 1];
        targets[t] = before + std::remainder(angle - before, 2 * std::numbers::pi);
        weights[t] = smoothstep(-1, 0.5, glm::dot(now, along));
    }
    const std::vector<double> angles = smoothed(targets, weights, smoothness);
    for (std::size_t t = 0; t < T; ++t) carried[t] = glm::normalize(carried[t] * glm::angleAxis(angles[t], along));
    return carried;
}

void twist(PosedMotion& motion, const RestPose& rest, const Limb& limb) {
    const auto T = static_cast<std::size_t>(motion.frame_count()), J = static_cast<std::size_t>(motion.joint_count);
    const auto at = [&](std::size_t t, std::size_t joint) -> glm::dquat& { return motion.rotations[t * J + joint]; };
    const glm::dvec3 upper_rest = glm::normalize(rest.offsets[limb.middle]);
    const glm::dvec3 lower_rest = glm::normalize(rest.offsets[limb.end]);
    // All in the frame of the upper joint's parent. `carried` follows the bone without any twist of its own.
    std::vector<glm::dquat> carried(T);
    std::vector<glm::dvec3> upper(T), lower(T), foot(T);
    std::vector<double> targets(T), weights(T);
    for (std::size_t t = 0; t < T; ++t) {
        const glm::dquat rotation = at(t, limb.upper), below = rotation * at(t, limb.middle);
        upper[t] = rotation * upper_rest;
        lower[t] = below * lower_rest;
        if (limb.beyond >= 0) foot[t] = below * (at(t, limb.end) * rest.offsets[static_cast<std::size_t>(limb.beyond)]);
        carried[t] = t == 0 ? rotation : glm::normalize(between(upper[t - 1], upper[t]) * carried[t - 1]);

        const glm::dvec3 axis = glm::cross(upper[t], lower[t]);
        const double hinge_weight = smoothstep(kStraight, kBent, glm::length(axis));
        const double rest_weight = kRestWeight * (1 + glm::dot(upper_rest, upper[t])) / 2;
        const auto pull = [&](double weight, const glm::dvec3& from, const glm::dvec3& to) {
            return weight > 0 ? std::polar(weight, angle_about(upper[t], from, to)) : std::complex<double>();
        };
        const glm::dvec3 mark = carried[t] * limb.hinge;
        std::complex<double> sum = pull(hinge_weight, mark, axis) + pull(rest_weight, mark, rotation * limb.hinge);
        if (limb.beyond >= 0 && glm::length(foot[t]) > 0) {
            // Across the foot, as the hinge lies across the leg.
            const glm::dvec3 across = glm::cross(glm::normalize(foot[t]), upper[t]);
            sum += pull(kFootWeight * smoothstep(kStraight, 1, glm::length(across)), mark, across);
        }
        weights[t] = std::abs(sum);
        const double before = t == 0 ? 0 : targets[t - 1];
        const double angle = weights[t] > 1e-12 ? std::arg(sum) : before;
        targets[t] = before + std::remainder(angle - before, 2 * std::numbers::pi);
    }
    const double frames = kSmoothing * motion.fps;
    const std::vector<double> angles = smoothed(targets, weights, frames * frames);
    for (std::size_t t = 0; t < T; ++t) {
        const glm::dquat rotation = glm::normalize(carried[t] * glm::angleAxis(angles[t], upper_rest));
        at(t, limb.upper) = rotation;
        at(t, limb.middle) = between(lower_rest, glm::conjugate(rotation) * lower[t]);
        foot[t] = glm::conjugate(rotation * at(t, limb.middle)) * foot[t];
    }
    if (limb.beyond < 0) return;
    const auto turns = calm_swings(rest.offsets[static_cast<std::size_t>(limb.beyond)], foot, frames * frames);
    for (std::size_t t = 0; t < T; ++t) at(t, limb.end) = turns[t];
}

}  // namespace

PosedMotion natural_twist(PosedMotion motion, const Skeleton& skeleton, const RestPose& rest) {
    const auto J = static_cast<std::size_t>(motion.joint_count);
    if (motion.joint_count != skeleton.joint_count() || rest.offsets.size() != J ||
        motion.rotations.size() != motion.root_positions.size() * J) {
        throw input_error("twist: expected frames of {} joints ({}), found {} joints, {} rotations in {} frames",
                          skeleton.joint_count(), skeleton.name, J, motion.rotations.size(), motion.frame_count());
    }
    if (skeleton.name == humanml3d_skeleton().name && motion.frame_count() > 0) {
        for (const Limb& limb : kLimbs) twist(motion, rest, limb);
    }
    for (std::size_t i = J; i < motion.rotations.size(); ++i) {
        if (glm::dot(motion.rotations[i], motion.rotations[i - J]) < 0) motion.rotations[i] = -motion.rotations[i];
    }
    return motion;
}

}  // namespace im
