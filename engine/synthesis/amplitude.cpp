#include "engine/synthesis/amplitude.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>
#include <glm/gtc/quaternion.hpp>

#include "engine/motion/representation/rotations.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/travel.h"

namespace im {
namespace {

constexpr double kMoreMax = 80 * std::numbers::pi / 180;
constexpr double kTravelMin = 0.4;   // metres/second
constexpr double kClearance = 0.04;  // metres that a foot moves up and down without a jump

struct Bone {
    std::size_t from, to;
};
constexpr Bone kArms[2][2] = {{{kLeftShoulder, kLeftElbow}, {kLeftElbow, kLeftWrist}},
                              {{kRightShoulder, kRightElbow}, {kRightElbow, kRightWrist}}};

/// Turns from the world into the chest: shoulders along X, neck up.
glm::dquat chest_of(std::span<const glm::vec3> joints) {
    const glm::dvec3 across = glm::normalize(glm::dvec3(joints[kLeftShoulder] - joints[kRightShoulder]));
    const glm::dvec3 up(joints[kNeck] - joints[kSpine1]);
    const glm::dvec3 ahead = glm::normalize(glm::cross(across, up));
    return glm::conjugate(glm::quat_cast(glm::dmat3(across, glm::cross(ahead, across), ahead)));
}

/// The rotation with its angle times `factor`, not more than kMoreMax beyond.
glm::dquat scaled(const glm::dquat& rotation, double factor) {
    const double angle = glm::angle(rotation);
    if (!(angle > 1e-9)) return rotation;
    return glm::angleAxis(std::min(factor * angle, angle + kMoreMax), glm::axis(rotation));
}

/// Both arms anew: each bone's direction, in the chest, as far from `reference(frame, arm, bone)` times
/// `factor`.
template <class Reference>
MotionClip with_arms(const MotionClip& clip, double factor, const Reference& reference) {
    MotionClip result = clip;
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto now = clip.frame(t);
        const auto made = result.frame(t);
        const glm::dquat chest = chest_of(now), back = glm::conjugate(chest);
        for (std::size_t arm = 0; arm < 2; ++arm) {
            for (std::size_t i = 0; i < 2; ++i) {
                const Bone& bone = kArms[arm][i];
                const glm::dvec3 own(now[bone.to] - now[bone.from]), mean = reference(t, arm, i);
                const glm::dvec3 turned = scaled(between(mean, chest * own), factor) * glm::normalize(mean);
                made[bone.to] = made[bone.from] + glm::vec3(glm::length(own) * (back * turned));
            }
        }
    }
    return result;
}

/// A bone's directions as seen from the chest, (T), unit.
std::vector<glm::dvec3> directions(const MotionClip& clip, const Bone& bone) {
    std::vector<glm::dvec3> found;
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto joints = clip.frame(t);
        found.push_back(chest_of(joints) * glm::normalize(glm::dvec3(joints[bone.to] - joints[bone.from])));
    }
    return found;
}

}  // namespace

MotionClip with_swings(const MotionClip& clip, double factor) {
    // Mean directions within a second around each frame, tapered.
    const int T = clip.frame_count(), reach = std::max(1, static_cast<int>(std::lround(0.5 * clip.fps)));
    std::vector<glm::dvec3> means[2][2];
    for (std::size_t arm = 0; arm < 2; ++arm) {
        for (std::size_t i = 0; i < 2; ++i) {
            const std::vector<glm::dvec3> own = directions(clip, kArms[arm][i]);
            for (int t = 0; t < T; ++t) {
                glm::dvec3 sum(0);
                for (int k = -reach; k <= reach; ++k) {
                    const double weight = 1 + std::cos(std::numbers::pi * k / (reach + 1));
                    sum += weight * own[static_cast<std::size_t>(std::clamp(t + k, 0, T - 1))];
                }
                means[arm][i].push_back(sum);
            }
        }
    }
    return with_arms(clip, factor, [&](int t, std::size_t arm, std::size_t i) {
        return means[arm][i][static_cast<std::size_t>(t)];
    });
}

MotionClip with_raises(const MotionClip& clip, double factor) {
    glm::dvec3 first[2][2];
    for (std::size_t arm = 0; arm < 2; ++arm) {
        for (std::size_t i = 0; i < 2; ++i) first[arm][i] = directions(clip, kArms[arm][i]).front();
    }
    return with_arms(clip, factor, [&](int, std::size_t arm, std::size_t i) { return first[arm][i]; });
}

MotionClip with_bows(const MotionClip& clip, double factor) {
    MotionClip result = clip;
    const auto lean = [&](int t) {
        const auto joints = clip.frame(t);
        const glm::dvec3 trunk(joints[kNeck] - joints[kPelvis]);
        const glm::dvec3 left(joints[kLeftHip] - joints[kRightHip]);
        const glm::dvec3 ahead = glm::normalize(glm::cross(left, glm::dvec3(0, 1, 0)));
        return std::atan2(glm::dot(trunk, ahead), trunk.y);
    };
    const double rest = lean(0);
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto joints = result.frame(t);
        const glm::dvec3 hips(joints[kPelvis]);
        const glm::dvec3 left = glm::normalize(glm::dvec3(joints[kLeftHip] - joints[kRightHip]));
        // A positive turn about the left bends ahead.
        const glm::dquat more = glm::angleAxis((factor - 1) * (lean(t) - rest), left);
        const glm::dquat less = glm::conjugate(more);
        for (std::size_t j = kSpine1; j < kRoleCount; ++j) {
            const bool leg = j == kLeftKnee || j == kRightKnee || j == kLeftAnkle || j == kRightAnkle ||
                             j == kLeftFoot || j == kRightFoot;
            if (!leg) joints[j] = glm::vec3(hips + more * (glm::dvec3(joints[j]) - hips));
        }
        for (const auto& arm : kArms) {
            const glm::dvec3 shoulder(joints[arm[0].from]);
            for (const std::size_t j : {arm[0].to, arm[1].to})
                joints[j] = glm::vec3(shoulder + less * (glm::dvec3(joints[j]) - shoulder));
        }
    }
    return result;
}

double jump_height(const MotionClip& clip) {
    float ground = 1e9f, highest = 0;
    for (int t = 0; t < clip.frame_count(); ++t)
        ground = std::min({ground, clip.frame(t)[kLeftFoot].y, clip.frame(t)[kRightFoot].y});
    for (int t = 0; t < clip.frame_count(); ++t)
        highest =
            std::max(highest, std::min(clip.frame(t)[kLeftFoot].y, clip.frame(t)[kRightFoot].y) - ground);
    return highest;
}

MotionClip with_jumps(const MotionClip& clip, double factor) {
    MotionClip result = clip;
    float ground = 1e9f;
    for (int t = 0; t < clip.frame_count(); ++t)
        ground = std::min({ground, clip.frame(t)[kLeftFoot].y, clip.frame(t)[kRightFoot].y});
    for (int t = 0; t < clip.frame_count(); ++t) {
        const auto joints = result.frame(t);
        const double height = std::min(joints[kLeftFoot].y, joints[kRightFoot].y) - ground - kClearance;
        if (height <= 0) continue;
        for (glm::vec3& p : joints) p.y += static_cast<float>((factor - 1) * height);
    }
    return result;
}

std::optional<MotionClip> with_steps(const MotionClip& clip, double factor) {
    const StraightGait gait = straighten(clip);
    if (gait.way.back() < kTravelMin * clip.seconds()) return std::nullopt;
    std::vector<FloorPlace> places;
    for (const double way : gait.way) places.push_back({{0, 0, way}, {0, 0, factor * way}, 0, {}});
    return warp_over_floor(gait.clip, places, gait.contacts);
}

}  // namespace im
