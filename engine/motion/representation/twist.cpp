#include "engine/motion/representation/twist.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>
#include <utility>

#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/rotations.h"

namespace im {
namespace {

/// A hinge between two bones, and the joint at the end of the second.
struct Limb {
    std::size_t upper, middle, end;
    glm::dvec3 hinge;  ///< bends by a positive turn about it; rest pose
    int beyond;        ///< joint below `end`, -1: none
};
const Limb kLimbs[] = {
    {kLeftShoulder, kLeftElbow, kLeftWrist, {0, -1, 0}, -1},  // palms down: hands come forward
    {kRightShoulder, kRightElbow, kRightWrist, {0, 1, 0}, -1},
    {kLeftHip, kLeftKnee, kLeftAnkle, {1, 0, 0}, kLeftFoot},  // heels go back
    {kRightHip, kRightKnee, kRightAnkle, {1, 0, 0}, kRightFoot},
};

/// Sine of a limb's bend: its hinge is unknown below the first, certain above the second.
constexpr double kStraight = 0.12, kBent = 0.45;
constexpr double kRestWeight = 0.02;  // pull towards the shortest swing
constexpr double kFootWeight = 0.5;   // of a foot square to the leg: where toes point, knees point
constexpr double kSmoothing = 0.12;   // seconds
constexpr double kFastest = 10;       // radians a second: no limb spins faster about its length
constexpr int kRounds = 12;           // of raising the stiffness fourfold where a step is too fast

double smoothstep(double low, double high, double x) {
    const double u = std::clamp((x - low) / (high - low), 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

/// The angle about the unit `axis` that turns `from` to `to`, both taken square to it.
double angle_about(const glm::dvec3& axis, const glm::dvec3& from, const glm::dvec3& to) {
    const glm::dvec3 a = from - glm::dot(from, axis) * axis, b = to - glm::dot(to, axis) * axis;
    return std::atan2(glm::dot(glm::cross(a, b), axis), glm::dot(a, b));
}

/// `angle` plus whole turns, as near to `before` as it comes.
double unwrapped(double angle, double before) {
    return before + std::remainder(angle - before, 2 * std::numbers::pi);
}

/// Turns of a bone along its `directions`, (T), from its `first` turn on, without any spin about its length.
std::vector<glm::dquat> carried_along(const std::vector<glm::dvec3>& directions, const glm::dquat& first) {
    std::vector<glm::dquat> turns = {first};
    for (std::size_t t = 1; t < directions.size(); ++t)
        turns.push_back(glm::normalize(between(directions[t - 1], directions[t]) * turns.back()));
    return turns;
}

/// The `turns`, (T), each after a spin by its angle about the bone's length, `along` in the rest pose.
std::vector<glm::dquat> spun(std::vector<glm::dquat> turns, const std::vector<double>& angles,
                             const glm::dvec3& along) {
    for (std::size_t t = 0; t < turns.size(); ++t)
        turns[t] = glm::normalize(turns[t] * glm::angleAxis(angles[t], along));
    return turns;
}

/// The smooth angles near `targets`: min sum w (x - target)^2 + sum s (x[t+1] - x[t])^2, a tridiagonal
/// system, with s raised where a step would be larger than kFastest.
std::vector<double> smoothed(const std::vector<double>& targets, const std::vector<double>& weights,
                             double fps) {
    const std::size_t T = targets.size();
    const double frames = kSmoothing * fps, step_max = kFastest / fps;
    std::vector<double> stiffness(T, frames * frames), upper(T), x(T);
    for (int round = 0; round < kRounds; ++round) {
        for (std::size_t t = 0; t < T; ++t) {
            const double before = t > 0 ? stiffness[t - 1] : 0, after = t + 1 < T ? stiffness[t] : 0;
            const double diagonal = weights[t] + 1e-9 + before + after - (t > 0 ? before * upper[t - 1] : 0);
            upper[t] = after / diagonal;
            x[t] = ((weights[t] + 1e-9) * targets[t] + (t > 0 ? before * x[t - 1] : 0)) / diagonal;
        }
        for (std::size_t t = T - 1; t-- > 0;) x[t] += upper[t] * x[t + 1];
        bool calm = true;
        for (std::size_t t = 0; t + 1 < T; ++t) {
            if (std::abs(x[t + 1] - x[t]) <= step_max) continue;
            stiffness[t] *= 4;
            calm = false;
        }
        if (calm) break;
    }
    return x;
}

/// Turns of a joint whose bone points along `directions`, (T), from `rest`: near the turns `wanted`, (T), as
/// far as their `weights`, 0..1, say so, else with no more spin than the bone's way needs.
std::vector<glm::dquat> calm_turns(const glm::dvec3& rest, const std::vector<glm::dvec3>& directions,
                                   const std::vector<glm::dquat>& wanted, const std::vector<double>& weights,
                                   double fps) {
    const std::size_t T = directions.size();
    const glm::dvec3 along = glm::normalize(rest),
                     other = std::abs(along.x) < 0.7 ? glm::dvec3(1, 0, 0) : glm::dvec3(0, 1, 0);
    const glm::dvec3 mark = glm::normalize(glm::cross(along, other));
    std::vector<glm::dquat> carried = carried_along(directions, wanted[0]);
    std::vector<double> targets(T);
    for (std::size_t t = 0; t < T; ++t) {
        const double angle = angle_about(wanted[t] * along, carried[t] * mark, wanted[t] * mark);
        targets[t] = unwrapped(angle, t == 0 ? 0 : targets[t - 1]);
    }
    return spun(std::move(carried), smoothed(targets, weights, fps), along);
}

/// Of an ankle: the shortest swings, but for feet that point the way opposite to rest, where those spin.
std::vector<glm::dquat> swings(const glm::dvec3& rest, const std::vector<glm::dvec3>& directions,
                               double fps) {
    std::vector<glm::dquat> wanted;
    std::vector<double> weights;
    for (const auto& direction : directions) {
        wanted.push_back(between(rest, direction));
        weights.push_back(smoothstep(-1, 0.5, glm::dot(glm::normalize(rest), glm::normalize(direction))));
    }
    return calm_turns(rest, directions, wanted, weights, fps);
}

/// Of an elbow or a knee: bends about its hinge, and the shortest swing for what lies beside it.
std::vector<glm::dquat> bends(const glm::dvec3& rest, const glm::dvec3& hinge,
                              const std::vector<glm::dvec3>& directions, double fps) {
    std::vector<glm::dquat> wanted;
    std::vector<double> weights;
    for (const auto& direction : directions) {
        const glm::dquat bend = glm::angleAxis(angle_about(hinge, rest, direction), hinge);
        wanted.push_back(glm::normalize(between(bend * rest, direction) * bend));
        const double beside = glm::dot(glm::normalize(direction), hinge);
        weights.push_back(1 - beside * beside);
    }
    return calm_turns(rest, directions, wanted, weights, fps);
}

void twist(PosedMotion& motion, const RestPose& rest, const Limb& limb) {
    const auto T = static_cast<std::size_t>(motion.frame_count()),
               J = static_cast<std::size_t>(motion.joint_count);
    const auto at = [&](std::size_t t, std::size_t joint) -> glm::dquat& {
        return motion.rotations[t * J + joint];
    };
    const glm::dvec3 upper_rest = glm::normalize(rest.offsets[limb.middle]);
    const glm::dvec3 lower_rest = glm::normalize(rest.offsets[limb.end]);
    // All in the frame of the upper joint's parent.
    std::vector<glm::dvec3> upper(T), lower(T), foot(T);
    for (std::size_t t = 0; t < T; ++t) {
        const glm::dquat rotation = at(t, limb.upper), below = rotation * at(t, limb.middle);
        upper[t] = rotation * upper_rest;
        lower[t] = below * lower_rest;
        if (limb.beyond >= 0)
            foot[t] = below * (at(t, limb.end) * rest.offsets[static_cast<std::size_t>(limb.beyond)]);
    }
    std::vector<glm::dquat> carried = carried_along(upper, at(0, limb.upper));
    std::vector<double> targets(T), weights(T);
    for (std::size_t t = 0; t < T; ++t) {
        const glm::dvec3 axis = glm::cross(upper[t], lower[t]);
        const double hinge_weight = smoothstep(kStraight, kBent, glm::length(axis));
        const double rest_weight = kRestWeight * (1 + glm::dot(upper_rest, upper[t])) / 2;
        const auto pull = [&](double weight, const glm::dvec3& from, const glm::dvec3& to) {
            return weight > 0 ? std::polar(weight, angle_about(upper[t], from, to)) : std::complex<double>();
        };
        const glm::dvec3 mark = carried[t] * limb.hinge;
        std::complex<double> sum =
            pull(hinge_weight, mark, axis) + pull(rest_weight, mark, at(t, limb.upper) * limb.hinge);
        if (limb.beyond >= 0 && glm::length(foot[t]) > 0) {
            // Across the foot, as the hinge lies across the leg.
            const glm::dvec3 across = glm::cross(glm::normalize(foot[t]), upper[t]);
            sum += pull(kFootWeight * smoothstep(kStraight, 1, glm::length(across)), mark, across);
        }
        weights[t] = std::abs(sum);
        const double before = t == 0 ? 0 : targets[t - 1];
        targets[t] = weights[t] > 1e-12 ? unwrapped(std::arg(sum), before) : before;
    }
    const auto turns = spun(std::move(carried), smoothed(targets, weights, motion.fps), upper_rest);
    for (std::size_t t = 0; t < T; ++t) {
        at(t, limb.upper) = turns[t];
        lower[t] = glm::conjugate(turns[t]) * lower[t];
        foot[t] = glm::conjugate(turns[t]) * foot[t];
    }
    const auto middle = bends(lower_rest, limb.hinge, lower, motion.fps);
    for (std::size_t t = 0; t < T; ++t) {
        at(t, limb.middle) = middle[t];
        foot[t] = glm::conjugate(middle[t]) * foot[t];
    }
    if (limb.beyond < 0) return;
    const auto ends = swings(rest.offsets[static_cast<std::size_t>(limb.beyond)], foot, motion.fps);
    for (std::size_t t = 0; t < T; ++t) at(t, limb.end) = ends[t];
}

}  // namespace

PosedMotion natural_twist(PosedMotion motion, const Skeleton& skeleton, const RestPose& rest) {
    const auto J = static_cast<std::size_t>(motion.joint_count);
    if (motion.joint_count != skeleton.joint_count() || rest.offsets.size() != J ||
        motion.rotations.size() != motion.root_positions.size() * J) {
        throw input_error(
            "twist: expected frames of {} joints ({}), found {} joints, {} rotations in {} frames",
            skeleton.joint_count(), skeleton.name, J, motion.rotations.size(), motion.frame_count());
    }
    if (skeleton.name == humanml3d_skeleton().name && motion.frame_count() > 0) {
        for (const Limb& limb : kLimbs) twist(motion, rest, limb);
    }
    for (std::size_t i = J; i < motion.rotations.size(); ++i) {
        if (glm::dot(motion.rotations[i], motion.rotations[i - J]) < 0)
            motion.rotations[i] = -motion.rotations[i];
    }
    return motion;
}

}  // namespace im
