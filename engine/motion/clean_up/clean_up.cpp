#include "engine/motion/clean_up/clean_up.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>
#include <glm/gtc/quaternion.hpp>

#include "engine/core/error.h"
#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/representation/rotations.h"
#include "engine/motion/rig/rig.h"

namespace im {
namespace {

constexpr double kFpsMin = 1, kFpsMax = 240;
constexpr double kPathSmoothing = 0.35;  // seconds, as the heading of the features
constexpr double kLoopSeconds = 0.5;
constexpr double kLiftSmoothing = 0.15;  // seconds
constexpr float kLegLift = 0.1f;  // metres that legs bend to come out of the floor; beyond, the figure rises
constexpr float kNearContact = 2.5f;  // how fast the foot gets back to its own path when a contact comes near

void check_fps(double fps) {
    if (!(fps >= kFpsMin) || !(fps <= kFpsMax))
        throw usage_error("frame rate: expected {} to {} frames a second, found {}", kFpsMin, kFpsMax, fps);
}

/// Weights at -radius .. radius, sum 1.
std::vector<float> gaussian(double sigma) {
    const int radius = std::max(1, static_cast<int>(std::ceil(3 * sigma)));
    std::vector<float> weights;
    float sum = 0;
    for (int i = -radius; i <= radius; ++i)
        sum += weights.emplace_back(static_cast<float>(std::exp(-0.5 * i * i / (sigma * sigma))));
    for (float& weight : weights) weight /= sum;
    return weights;
}

/// A track under a Gaussian of `sigma` frames; both ends go on as their point reflection, so that they stay
/// where they are.
template <class Value>
std::vector<Value> smoothed(const std::vector<Value>& track, double sigma) {
    if (!(sigma > 0.1) || track.size() < 3) return track;
    const std::vector<float> weights = gaussian(sigma);
    const int radius = static_cast<int>(weights.size()) / 2, last = static_cast<int>(track.size()) - 1;
    const auto at = [&](int i) {
        if (i < 0) return 2.0f * track.front() - track[static_cast<std::size_t>(std::min(-i, last))];
        if (i > last) return 2.0f * track.back() - track[static_cast<std::size_t>(std::max(2 * last - i, 0))];
        return track[static_cast<std::size_t>(i)];
    };
    std::vector<Value> result(track.size());
    for (int t = 0; t <= last; ++t) {
        Value sum{};
        for (int k = -radius; k <= radius; ++k)
            sum += weights[static_cast<std::size_t>(k + radius)] * at(t + k);
        result[static_cast<std::size_t>(t)] = sum;
    }
    return result;
}

std::vector<glm::vec3> track_of(const MotionClip& clip, std::size_t joint) {
    std::vector<glm::vec3> track;
    for (int t = 0; t < clip.frame_count(); ++t) track.push_back(clip.frame(t)[joint]);
    return track;
}

MotionClip smooth(const MotionClip& clip, double seconds) {
    MotionClip result = clip;
    for (std::size_t j = 0; j < static_cast<std::size_t>(clip.joint_count); ++j) {
        const std::vector<glm::vec3> track = smoothed(track_of(clip, j), seconds * clip.fps / 2);
        for (int t = 0; t < clip.frame_count(); ++t) result.frame(t)[j] = track[static_cast<std::size_t>(t)];
    }
    result = restore_bone_lengths(result, humanml3d_skeleton());
    // Feet that stand go back to where they stood; around that the difference fades.
    const Contacts contacts = find_contacts(clip);
    for (const int side : {0, 1}) {
        std::vector<float> weight;
        for (const bool stands : contacts.feet[side]) weight.push_back(stands ? 1.0f : 0.0f);
        const std::vector<float> wide = smoothed(weight, seconds * clip.fps / 2);
        for (int t = 0; t < clip.frame_count(); ++t) {
            const float w = std::clamp(kNearContact * wide[static_cast<std::size_t>(t)],
                                       weight[static_cast<std::size_t>(t)], 1.0f);
            const auto ball = static_cast<std::size_t>(kLeftFoot + side);
            if (w > 0)
                move_foot(result.frame(t), side,
                          glm::dvec3(w * (clip.frame(t)[ball] - result.frame(t)[ball])));
        }
    }
    return result;
}

/// Where the figure stands and faces in one frame, and the way back.
struct Stand {
    glm::dvec3 place;
    glm::dquat turn;
    glm::dvec3 into(const glm::vec3& p) const { return glm::conjugate(turn) * (glm::dvec3(p) - place); }
    glm::dvec3 out(const glm::dvec3& p) const { return place + turn * p; }
};

Stand stand_of(std::span<const glm::vec3> joints) {
    const std::vector<glm::dvec3> places(joints.begin(), joints.end());
    return {{joints[0].x, 0, joints[0].z}, between({0, 0, 1}, facing(places, humanml3d_skeleton()))};
}

}  // namespace

void check_clean_up(const CleanUpOptions& options) {
    if (options.fps) check_fps(*options.fps);
    if (!(options.smoothing >= 0) || !(options.smoothing <= 1))
        throw usage_error("smoothing: expected 0 to 1 seconds, found {}", options.smoothing);
}

MotionClip resample(const MotionClip& clip, double fps) {
    check_fps(fps);
    MotionClip result;
    result.joint_count = clip.joint_count;
    result.fps = fps;
    const int last = clip.frame_count() - 1;
    const auto J = static_cast<std::size_t>(clip.joint_count);
    for (int t = 0;; ++t) {
        const double at = t * clip.fps / fps;
        if (at > last + 1e-6) break;
        const int before = std::min(static_cast<int>(at + 1e-6), std::max(0, last - 1));
        const float u = static_cast<float>(std::clamp(at - before, 0.0, 1.0));
        const auto frame = [&](int i) { return clip.frame(std::clamp(i, 0, last)); };
        const auto p0 = frame(before - 1), p1 = frame(before), p2 = frame(before + 1), p3 = frame(before + 2);
        for (std::size_t j = 0; j < J; ++j) {
            // At the ends the curve goes on straight.
            const glm::vec3 a = before == 0 ? 2.0f * p1[j] - p2[j] : p0[j];
            const glm::vec3 d = before + 2 > last ? 2.0f * p2[j] - p1[j] : p3[j];
            const glm::vec3 m1 = 0.5f * (p2[j] - a), m2 = 0.5f * (d - p1[j]);
            const float u2 = u * u, u3 = u2 * u;
            result.positions.push_back((2 * u3 - 3 * u2 + 1) * p1[j] + (u3 - 2 * u2 + u) * m1 +
                                       (3 * u2 - 2 * u3) * p2[j] + (u3 - u2) * m2);
        }
    }
    return result;
}

namespace {

/// Raises whole frames by at least what `depth` says for each: the greatest of the neighbourhood, smoothed
/// within it.
void raise(MotionClip& clip, const std::vector<float>& depth) {
    if (!(*std::max_element(depth.begin(), depth.end()) > 0)) return;
    const int reach = std::max(1, static_cast<int>(std::lround(kLiftSmoothing * clip.fps))),
              last = clip.frame_count() - 1;
    const auto at = [last](const std::vector<float>& track, int t) {
        return track[static_cast<std::size_t>(std::clamp(t, 0, last))];
    };
    std::vector<float> greatest(depth.size(), 0.0f);
    for (int t = 0; t <= last; ++t) {
        for (int k = -reach; k <= reach; ++k)
            greatest[static_cast<std::size_t>(t)] =
                std::max(greatest[static_cast<std::size_t>(t)], at(depth, t + k));
    }
    for (int t = 0; t <= last; ++t) {
        float sum = 0;
        for (int k = -reach; k <= reach; ++k) sum += at(greatest, t + k);
        for (glm::vec3& p : clip.frame(t)) p.y += sum / static_cast<float>(2 * reach + 1);
    }
}

/// How deep each frame is in the floor; ankles and balls count from `leg_lift` down.
std::vector<float> depths_of(const MotionClip& clip, float leg_lift) {
    std::vector<float> depths;
    for (int t = 0; t < clip.frame_count(); ++t) {
        float deepest = 0;
        for (std::size_t j = 0; j < static_cast<std::size_t>(clip.joint_count); ++j) {
            const bool foot = j == kLeftAnkle || j == kRightAnkle || j == kLeftFoot || j == kRightFoot;
            deepest = std::max(deepest, -clip.frame(t)[j].y - (foot ? leg_lift : 0));
        }
        depths.push_back(deepest);
    }
    return depths;
}

}  // namespace

MotionClip lift_above_floor(MotionClip clip) {
    raise(clip, depths_of(clip, kLegLift));
    for (int t = 0; t < clip.frame_count(); ++t) {
        for (const int side : {0, 1}) {
            const auto joints = clip.frame(t);
            const float low = std::min(joints[static_cast<std::size_t>(kLeftAnkle + side)].y,
                                       joints[static_cast<std::size_t>(kLeftFoot + side)].y);
            if (low < 0) move_foot(joints, side, {0, -low, 0});
        }
    }
    raise(clip, depths_of(clip, 0));  // knees that bent into the floor, feet that were out of reach
    return clip;
}

MotionClip close_loop(MotionClip clip) {
    const int T = clip.frame_count();
    const int blend = std::min(static_cast<int>(std::lround(kLoopSeconds * clip.fps)), T / 3);
    if (blend < 2) return clip;
    const Stand first = stand_of(clip.frame(0)), last = stand_of(clip.frame(T - 1));
    // Per joint, seen from the figure: what the last pose lacks to be the first.
    std::vector<glm::dvec3> missing;
    for (std::size_t j = 0; j < static_cast<std::size_t>(clip.joint_count); ++j)
        missing.push_back(first.into(clip.frame(0)[j]) - last.into(clip.frame(T - 1)[j]));
    for (int t = T - blend; t < T; ++t) {
        const double u = static_cast<double>(t - (T - blend) + 1) / blend, weight = u * u * (3 - 2 * u);
        const Stand here = stand_of(clip.frame(t));
        for (std::size_t j = 0; j < missing.size(); ++j) {
            glm::vec3& p = clip.frame(t)[j];
            p = glm::vec3(here.out(here.into(p) + weight * missing[j]));
        }
    }
    return restore_bone_lengths(clip, humanml3d_skeleton());
}

std::vector<glm::vec3> floor_path(const MotionClip& clip) {
    std::vector<glm::vec3> path = smoothed(track_of(clip, 0), kPathSmoothing * clip.fps);
    for (glm::vec3& p : path) p.y = 0;
    return path;
}

MotionClip clean_up(const MotionClip& clip, const CleanUpOptions& options) {
    check_clean_up(options);
    if (!options.any()) return clip;
    const Skeleton& skeleton = humanml3d_skeleton();
    check_clip(clip, skeleton);
    MotionClip result = restore_bone_lengths(clip, skeleton);
    if (options.fps && *options.fps != clip.fps)
        result = restore_bone_lengths(resample(result, *options.fps), skeleton);
    if (options.smoothing > 0) result = smooth(result, options.smoothing);
    if (options.loop) result = close_loop(std::move(result));
    if (options.above_floor) result = lift_above_floor(std::move(result));
    if (options.lock_feet) {
        const Contacts contacts = find_contacts(result);
        result = lock_feet(std::move(result), contacts);
    }
    if (options.in_place) {
        const std::vector<glm::vec3> path = floor_path(result);
        for (int t = 0; t < result.frame_count(); ++t) {
            for (glm::vec3& p : result.frame(t)) p -= path[static_cast<std::size_t>(t)] - path.front();
        }
    }
    return result;
}

}  // namespace im
