#include "engine/synthesis/upper_body.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/motion/representation/pose.h"

namespace im {
namespace {

constexpr double kSpineWeights[3] = {0.25, 0.55, 0.8};
constexpr int kSpine[3] = {kSpine1, kSpine2, kSpine3};
constexpr int kArms[2][3] = {{kLeftCollar, kLeftShoulder, kLeftElbow},
                             {kRightCollar, kRightShoulder, kRightElbow}};
constexpr double kHeadingSigma = 6;  // frames: half a step
constexpr int kFade = 8;             // frames
constexpr int kLoopShortest = 16;    // frames

glm::dquat turned(double heading) {
    return glm::angleAxis(heading, glm::dvec3(0, 1, 0));
}

/// Unwrapped and smoothed, (T).
std::vector<double> headings(const MotionClip& clip) {
    const int T = clip.frame_count(), reach = static_cast<int>(3 * kHeadingSigma);
    std::vector<double> raw(static_cast<std::size_t>(T)), smooth(raw.size());
    for (int t = 0; t < T; ++t) {
        const double angle = hip_heading(clip, t);
        const double before = t > 0 ? raw[static_cast<std::size_t>(t - 1)] : angle;
        raw[static_cast<std::size_t>(t)] = before + std::remainder(angle - before, 2 * M_PI);
    }
    for (int t = 0; t < T; ++t) {
        double sum = 0, weights = 0;
        for (int k = std::max(0, t - reach); k <= std::min(T - 1, t + reach); ++k) {
            const double d = (k - t) / kHeadingSigma, weight = std::exp(-0.5 * d * d);
            sum += weight * raw[static_cast<std::size_t>(k)];
            weights += weight;
        }
        smooth[static_cast<std::size_t>(t)] = sum / weights;
    }
    return smooth;
}

UpperPose pose_of(const glm::dquat* local, double heading) {
    UpperPose pose;
    glm::dquat global = glm::conjugate(turned(heading)) * local[kPelvis];
    for (std::size_t i = 0; i < 3; ++i) {
        global = glm::normalize(global * local[kSpine[i]]);
        pose.spine[i] = global;
    }
    pose.neck = local[kNeck];
    for (const std::size_t side : {0u, 1u}) {
        for (std::size_t i = 0; i < 3; ++i) pose.arms[side][i] = local[kArms[side][i]];
    }
    return pose;
}

/// Every rotation of two poses through `mix(a, b)`.
template <class Mix>
UpperPose map_poses(const UpperPose& a, const UpperPose& b, Mix&& mix) {
    UpperPose pose;
    for (std::size_t i = 0; i < 3; ++i) pose.spine[i] = mix(a.spine[i], b.spine[i]);
    pose.neck = mix(a.neck, b.neck);
    for (const std::size_t side : {0u, 1u}) {
        for (std::size_t i = 0; i < 3; ++i) pose.arms[side][i] = mix(a.arms[side][i], b.arms[side][i]);
    }
    return pose;
}

double angle_between(const glm::dquat& a, const glm::dquat& b) {
    return 2 * std::acos(std::min(1.0, std::abs(glm::dot(a, b))));
}

/// Mean turn between two poses, over what the mask takes.
double difference(const UpperPose& a, const UpperPose& b, const UpperMask& mask) {
    double sum = angle_between(a.spine[2], b.spine[2]);
    int count = 1;
    for (const std::size_t side : {0u, 1u}) {
        if (!mask.arms[side]) continue;
        for (const std::size_t i : {1u, 2u}) sum += angle_between(a.arms[side][i], b.arms[side][i]);
        count += 2;
    }
    if (mask.head || count == 1) {
        sum += angle_between(a.neck, b.neck);
        ++count;
    }
    return sum / count;
}

double smoothstep(double u) {
    u = std::clamp(u, 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

}  // namespace

UpperMotion upper_body(const MotionClip& clip) {
    const PosedMotion posed = fit_pose(clip, humanml3d_skeleton(), humanml3d_rest_pose());
    const std::vector<double> heading = headings(clip);
    UpperMotion upper;
    upper.reserve(heading.size());
    for (std::size_t t = 0; t < heading.size(); ++t)
        upper.push_back(pose_of(posed.rotations.data() + t * kRoleCount, heading[t]));
    return upper;
}

MotionClip over_legs(const UpperMotion& gesture, const MotionClip& carrier, const UpperMask& mask,
                     const std::vector<double>& weights) {
    const auto T = static_cast<std::size_t>(carrier.frame_count());
    if (gesture.size() != T || weights.size() != T)
        throw input_error("layer: expected {} frames of the gesture, found {} with {} weights", T,
                          gesture.size(), weights.size());
    const Skeleton& skeleton = humanml3d_skeleton();
    const auto& offsets = humanml3d_rest_pose().offsets;
    const PosedMotion posed = fit_pose(carrier, skeleton, humanml3d_rest_pose());
    const std::vector<double> heading = headings(carrier);
    MotionClip result = carrier;
    for (std::size_t t = 0; t < T; ++t) {
        if (weights[t] <= 0) continue;
        const glm::dquat* own = posed.rotations.data() + t * kRoleCount;
        const UpperPose base = pose_of(own, heading[t]);
        const UpperPose& other = gesture[t];
        const double w = weights[t];
        const auto frame = result.frame(static_cast<int>(t));
        const auto put = [&](int j, int parent, const glm::dquat& global) {
            frame[static_cast<std::size_t>(j)] =
                glm::vec3(glm::dvec3(frame[static_cast<std::size_t>(parent)]) +
                          global * offsets[static_cast<std::size_t>(j)]);
        };
        // Spine1 hangs on the pelvis, which is the carrier's: it stays.
        std::array<glm::dquat, 3> spine;
        for (std::size_t i = 0; i < 3; ++i)
            spine[i] = turned(heading[t]) * glm::slerp(base.spine[i], other.spine[i], w * kSpineWeights[i]);
        put(kSpine2, kSpine1, spine[0]);
        put(kSpine3, kSpine2, spine[1]);
        const glm::dquat& chest = spine[2];
        for (const int j : {kNeck, kLeftCollar, kRightCollar}) put(j, kSpine3, chest);
        put(kHead, kNeck, chest * glm::slerp(base.neck, other.neck, mask.head ? w : 0));
        for (const std::size_t side : {0u, 1u}) {
            glm::dquat global = chest;
            constexpr int kEnds[2][3] = {{kLeftShoulder, kLeftElbow, kLeftWrist},
                                         {kRightShoulder, kRightElbow, kRightWrist}};
            for (std::size_t i = 0; i < 3; ++i) {
                global = glm::normalize(
                    global * glm::slerp(base.arms[side][i], other.arms[side][i], mask.arms[side] ? w : 0));
                put(kEnds[side][i], kArms[side][i], global);
            }
        }
    }
    return result;
}

UpperMotion loop_gesture(const UpperMotion& gesture, FrameRange range, const UpperMask& mask, int frames,
                         double difference_max) {
    const int last = std::min(range.end, static_cast<int>(gesture.size())) - 1;
    UpperMotion looped;
    if (last - range.begin + 1 < 20) return looped;
    if (last - range.begin + 1 >= frames) {
        looped.assign(gesture.begin() + range.begin, gesture.begin() + range.begin + frames);
        return looped;
    }
    const auto at = [&](int t) -> const UpperPose& {
        return gesture[static_cast<std::size_t>(std::clamp(t, 0, static_cast<int>(gesture.size()) - 1))];
    };
    // Poses and what follows them must be alike: so are their speeds.
    // A long way back shows more of the gesture than the shortest circle.
    double best = 1e30, best_difference = 1e30;
    int from = 0, to = 0;
    for (int j = last; j > range.begin + (last - range.begin) / 2; --j) {
        for (int i = range.begin; i + kLoopShortest <= j; ++i) {
            const double alike = difference(at(i), at(j), mask) + difference(at(i + 2), at(j + 2), mask);
            const double found = alike + 0.3 * (1 - static_cast<double>(j - i) / (last - range.begin));
            if (found < best) {
                best = found;
                best_difference = alike;
                from = i;
                to = j;
            }
        }
    }
    if (best_difference > 2 * difference_max) return looped;
    int now = range.begin, since = kFade;
    UpperPose offset{};
    while (static_cast<int>(looped.size()) < frames) {
        UpperPose pose = at(now);
        if (since < kFade) {
            const double left = 1 - smoothstep((since + 1.0) / (kFade + 1));
            pose = map_poses(offset, pose, [left](const glm::dquat& off, const glm::dquat& q) {
                return glm::normalize(glm::slerp(glm::dquat(1, 0, 0, 0), off, left) * q);
            });
        }
        looped.push_back(pose);
        ++since;
        if (++now > to) {
            now = from + 1;
            since = 0;
            // What the pose would have been, against what it goes back to.
            offset = map_poses(at(to + 1), at(now), [](const glm::dquat& was, const glm::dquat& is) {
                const glm::dquat off = was * glm::conjugate(is);
                return off.w < 0 ? -off : off;
            });
        }
    }
    return looped;
}

}  // namespace im
