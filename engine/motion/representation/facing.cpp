#include "engine/motion/representation/facing.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "engine/motion/representation/rotations.h"

namespace im {
namespace {

constexpr double kOfficialSigma = 20.0;   // frames
constexpr double kCorrectedSigma = 0.35;  // seconds: irons out the sway of each step, still follows a turn
constexpr double kFacingMin = 1e-3;       // metres

const glm::dvec3 kUp(0, 1, 0), kAhead(0, 0, 1);

/// Weights at -radius .. radius, sum 1, cut at four sigma.
std::vector<double> gaussian(double sigma) {
    const int radius = static_cast<int>(4 * sigma + 0.5);
    std::vector<double> weights;
    double sum = 0;
    for (int i = -radius; i <= radius; ++i)
        sum += weights.emplace_back(std::exp(-0.5 * i * i / (sigma * sigma)));
    for (double& weight : weights) weight /= sum;
    return weights;
}

/// Facing angles from +Z towards +X, radians, without jumps of a full turn.
std::vector<double> unwrapped_facing(std::span<const glm::dvec3> joints, const Skeleton& skeleton) {
    const std::size_t J = static_cast<std::size_t>(skeleton.joint_count());
    std::vector<double> angles(joints.size() / J);
    double angle = 0;
    for (std::size_t t = 0; t < angles.size(); ++t) {
        const glm::dvec3 ahead = facing(joints.subspan(t * J, J), skeleton);
        if (glm::length(ahead) > kFacingMin) {
            angle += std::remainder(std::atan2(ahead.x, ahead.z) - angle, 2 * std::numbers::pi);
        }
        angles[t] = angle;
    }
    return angles;
}

/// The angles with both ends continued by point reflection: f(-i) = 2 f(0) - f(i).
double reflected(const std::vector<double>& angles, int index) {
    const int last = static_cast<int>(angles.size()) - 1;
    double offset = 0, sign = 1;
    while (index < 0 || index > last) {
        const int end = index < 0 ? 0 : last;
        offset += sign * 2 * angles[static_cast<std::size_t>(end)];
        sign = -sign;
        index = 2 * end - index;
    }
    return offset + sign * angles[static_cast<std::size_t>(index)];
}

}  // namespace

glm::dvec3 facing(std::span<const glm::dvec3> joints, const Skeleton& skeleton) {
    const auto& f = skeleton.face_joints;
    const auto at = [&](int i) { return joints[static_cast<std::size_t>(f[static_cast<std::size_t>(i)])]; };
    return glm::cross(kUp, (at(0) - at(1)) + (at(2) - at(3)));
}

std::vector<glm::dquat> official_root_rotations(std::span<const glm::dvec3> joints,
                                                const Skeleton& skeleton) {
    const std::size_t J = static_cast<std::size_t>(skeleton.joint_count()), T = joints.size() / J;
    std::vector<glm::dvec3> forward(T);
    for (std::size_t t = 0; t < T; ++t) {
        const auto at = [&](std::size_t i) {
            return joints[t * J + static_cast<std::size_t>(skeleton.face_joints[i])];
        };
        const glm::dvec3 across = (at(1) - at(0)) + (at(2) - at(3));  // the published signs
        const double length = glm::length(across);
        if (length > 0) forward[t] = glm::cross(kUp, across / length);
    }
    static const std::vector<double> weights = gaussian(kOfficialSigma);
    const int radius = static_cast<int>(weights.size()) / 2, last = static_cast<int>(T) - 1;
    std::vector<glm::dquat> rotations(T, glm::dquat(1, 0, 0, 0));
    for (int t = 1; t <= last; ++t) {
        glm::dvec3 sum(0);
        for (int i = -radius; i <= radius; ++i) {
            sum += weights[static_cast<std::size_t>(i + radius)] *
                   forward[static_cast<std::size_t>(std::clamp(t + i, 0, last))];
        }
        rotations[static_cast<std::size_t>(t)] = between(sum, kAhead);
    }
    return rotations;
}

std::vector<glm::dquat> corrected_root_rotations(std::span<const glm::dvec3> joints,
                                                 const Skeleton& skeleton) {
    const std::vector<double> angles = unwrapped_facing(joints, skeleton);
    const std::vector<double> weights = gaussian(kCorrectedSigma * skeleton.fps);
    const int radius = static_cast<int>(weights.size()) / 2;
    std::vector<glm::dquat> rotations(angles.size(), glm::dquat(1, 0, 0, 0));
    for (std::size_t t = 0; t < angles.size(); ++t) {
        double sum = 0;
        for (int i = -radius; i <= radius; ++i) {
            sum += weights[static_cast<std::size_t>(i + radius)] * reflected(angles, static_cast<int>(t) + i);
        }
        // Turning the heading to +Z turns by minus the angle; a quaternion holds half of it. Frame 0's angle
        // is 0 up to rounding.
        const double half = t == 0 ? 0 : -0.5 * sum;
        rotations[t] = {std::cos(half), 0, std::sin(half), 0};
    }
    return rotations;
}

}  // namespace im
