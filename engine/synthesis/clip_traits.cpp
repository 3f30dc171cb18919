#include "engine/synthesis/clip_traits.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glm/geometric.hpp>

namespace im {
namespace {

constexpr double kSeated = 0.72, kFloor = 0.4;                // metres, of the pelvis
constexpr double kFootRange = 0.15;                           // metres, over the floor, while legs rest
constexpr double kFootHeight = 0.12;                          // metres
constexpr double kPelvisRange = 0.1;                          // metres, up and down
constexpr double kHeadingRange = 0.6;                         // radians
constexpr double kLeanMax = 0.61;                             // radians
constexpr double kHandMoves = 0.25, kHandMovesLittle = 0.13;  // metres
constexpr double kHeadTurns = 0.26;                           // radians

glm::dvec3 joint(const MotionClip& clip, int frame, int role) {
    return glm::dvec3(clip.frame(frame)[static_cast<std::size_t>(role)]);
}

Stance stance_at(double height) {
    return height > kSeated ? Stance::Upright : height > kFloor ? Stance::Seated : Stance::Floor;
}

/// Least and greatest value seen.
struct Range {
    double low = 1e30, high = -1e30;
    void add(double value) {
        low = std::min(low, value);
        high = std::max(high, value);
    }
    double width() const { return high - low; }
};

/// Where the head points, seen from the chest: across, up and ahead.
glm::dvec3 head_in_chest(const MotionClip& clip, int t) {
    const glm::dvec3 across = glm::normalize(joint(clip, t, kLeftShoulder) - joint(clip, t, kRightShoulder));
    const glm::dvec3 spine = joint(clip, t, kNeck) - joint(clip, t, kSpine2);
    const glm::dvec3 up = glm::normalize(spine - glm::dot(spine, across) * across);
    const glm::dvec3 head = glm::normalize(joint(clip, t, kHead) - joint(clip, t, kNeck));
    return {glm::dot(head, across), glm::dot(head, up), glm::dot(head, glm::cross(across, up))};
}

bool legs_rest(const MotionClip& clip) {
    Range pelvis, heading, feet[2][2];
    double foot_height = 0, before = hip_heading(clip, 0), unwrapped = before;
    for (int t = 0; t < clip.frame_count(); ++t) {
        pelvis.add(joint(clip, t, kPelvis).y);
        const double angle = hip_heading(clip, t);
        unwrapped += std::remainder(angle - before, 2 * M_PI);
        before = angle;
        heading.add(unwrapped);
        for (const int side : {0, 1}) {
            const glm::dvec3 ball = joint(clip, t, kLeftFoot + side);
            feet[side][0].add(ball.x);
            feet[side][1].add(ball.z);
            foot_height = std::max(foot_height, ball.y);
        }
    }
    const auto still = [&](const Range(&foot)[2]) {
        return std::hypot(foot[0].width(), foot[1].width()) < kFootRange;
    };
    return pelvis.width() < kPelvisRange && heading.width() < kHeadingRange && still(feet[0]) &&
           still(feet[1]) && foot_height < kFootHeight;
}

}  // namespace

double hip_heading(const MotionClip& clip, int frame) {
    const glm::dvec3 across = joint(clip, frame, kRightHip) - joint(clip, frame, kLeftHip);
    return std::atan2(across.z, -across.x);  // up x across, as an angle from +Z to +X
}

double hand_displacement(const MotionClip& clip, int frame, int side) {
    const glm::dvec3 arm = joint(clip, frame, kLeftWrist + side) - joint(clip, frame, kLeftShoulder + side);
    const double angle = hip_heading(clip, frame);
    const glm::dvec3 ahead(std::sin(angle), 0, std::cos(angle)), left(ahead.z, 0, -ahead.x);
    // A hanging arm: down, a little out and ahead.
    const double length = 0.52, out = side == 0 ? 0.1 : -0.1;
    return glm::length(
        glm::dvec3(glm::dot(arm, left) - out, arm.y + length * 0.95, glm::dot(arm, ahead) - 0.05));
}

ClipTraits measure_traits(const MotionClip& clip, const Skeleton& skeleton) {
    ClipTraits traits;
    traits.frames = clip.frame_count();
    if (skeleton.name != humanml3d_skeleton().name || traits.frames < 3) return traits;
    traits.quality = measure_for_gate(clip, skeleton);
    traits.start = stance_at(joint(clip, 0, kPelvis).y);
    traits.end = stance_at(joint(clip, traits.frames - 1, kPelvis).y);
    traits.legs_rest = legs_rest(clip);
    double lean = 0, hand[2] = {0, 0};
    const glm::dvec3 head_first = head_in_chest(clip, 0);
    for (int t = 0; t < traits.frames; ++t) {
        if (t > 0) {
            const glm::dvec3 step = joint(clip, t, kPelvis) - joint(clip, t - 1, kPelvis);
            traits.path_m += std::hypot(step.x, step.z);
        }
        const glm::dvec3 trunk = joint(clip, t, kNeck) - joint(clip, t, kPelvis);
        lean = std::max(lean, std::acos(std::clamp(trunk.y / glm::length(trunk), -1.0, 1.0)));
        for (const int side : {0, 1}) {
            hand[side] = std::max(hand[side], hand_displacement(clip, t, side));
            if (joint(clip, t, kLeftWrist + side).y > joint(clip, t, kLeftShoulder + side).y - 0.05)
                traits.hand_high[side] = true;
        }
        const double turn = glm::dot(head_first, head_in_chest(clip, t));
        if (std::acos(std::clamp(turn, -1.0, 1.0)) > kHeadTurns) traits.head_used = true;
    }
    const double moved = std::max(hand[0], hand[1]) > kHandMoves ? kHandMoves : kHandMovesLittle;
    for (const int side : {0, 1}) traits.arm_used[side] = hand[side] > moved;
    traits.trunk_upright = lean < kLeanMax;
    traits.speed_mps = traits.path_m / ((traits.frames - 1) / clip.fps);
    return traits;
}

FrameRange moving_range(const MotionClip& clip) {
    const int T = clip.frame_count();
    if (T < 8) return {0, T};
    std::vector<double> speed(static_cast<std::size_t>(T), 0.0);
    static constexpr std::array<int, 9> kTold = {kPelvis, kLeftKnee, kRightKnee, kLeftFoot,  kRightFoot,
                                                 kHead,   kNeck,     kLeftWrist, kRightWrist};
    for (int t = 1; t < T; ++t) {
        for (const int j : kTold)
            speed[static_cast<std::size_t>(t)] += glm::length(joint(clip, t, j) - joint(clip, t - 1, j));
    }
    speed[0] = speed[1];
    std::vector<double> sorted = speed;
    std::nth_element(sorted.begin(), sorted.begin() + T * 9 / 10, sorted.end());
    const double quick = sorted[static_cast<std::size_t>(T * 9 / 10)];
    FrameRange range{0, T};
    while (range.begin < T / 2 && speed[static_cast<std::size_t>(range.begin)] < 0.2 * quick) ++range.begin;
    while (range.end > T / 2 && speed[static_cast<std::size_t>(range.end - 1)] < 0.2 * quick) --range.end;
    return {std::max(0, range.begin - 2), std::min(T, range.end + 2)};
}

MotionClip frames_of(const MotionClip& clip, int begin, int end) {
    MotionClip part{clip.joint_count, clip.fps, {}};
    const auto J = static_cast<std::ptrdiff_t>(clip.joint_count);
    part.positions.assign(clip.positions.begin() + begin * J, clip.positions.begin() + end * J);
    return part;
}

}  // namespace im
