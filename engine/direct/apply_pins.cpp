#include "engine/direct/apply_pins.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "engine/direct/kept_frames.h"
#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/clean_up/pose_goals.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/floor_warp.h"
#include "engine/synthesis/travel.h"

namespace im {
namespace {

constexpr double kEase = 0.5;       // seconds
constexpr double kPinWeight = 200;  // PoseGoal: 5 mm count as much as a tenth of a radian of the trunk
constexpr double kFootWeight = 60;
constexpr double kFarHand = 1e-4;  // metres: a smaller way is none
constexpr double kDegree = std::numbers::pi / 180;

double smoothstep(double u) {
    u = std::clamp(u, 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

struct Frames {
    int first, last;
};

Frames frames_of_pin(const MotionClip& clip, const Pin& pin) {
    const int most = clip.frame_count() - 1;
    const auto frame = [&](double seconds) {
        return static_cast<int>(std::clamp(std::lround(seconds * clip.fps), 0l, static_cast<long>(most)));
    };
    return {frame(pin.from), frame(pin.to)};
}

/// What a pin asks of the way over the floor: a value from one frame to another.
struct Knot {
    int first, last;
    glm::dvec3 value;
};

/// 0 at the start of the clip, the knots' values in their frames, smooth between, the last one held. A first
/// knot at the start holds from there.
std::vector<glm::dvec3> through(std::vector<Knot> knots, int frames) {
    std::vector<glm::dvec3> track(static_cast<std::size_t>(frames), glm::dvec3(0));
    if (knots.empty()) return track;
    std::stable_sort(knots.begin(), knots.end(),
                     [](const Knot& a, const Knot& b) { return a.first < b.first; });
    std::size_t next = 0;
    Knot before{0, 0, knots.front().first == 0 ? knots.front().value : glm::dvec3(0)};
    for (int t = 0; t < frames; ++t) {
        while (next < knots.size() && knots[next].first <= t) before = knots[next++];
        glm::dvec3 value = before.value;
        if (t > before.last && next < knots.size()) {
            const double u = static_cast<double>(t - before.last) / (knots[next].first - before.last);
            value = glm::mix(before.value, knots[next].value, smoothstep(u));
        }
        track[static_cast<std::size_t>(t)] = value;
    }
    return track;
}

glm::dvec3 turned(const glm::dvec3& v, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return {c * v.x + s * v.z, v.y, -s * v.x + c * v.z};
}

/// Turns first, which bend the way; then the places of the pelvis.
MotionClip bent_way(const MotionClip& clip, const std::vector<Pin>& pins) {
    const int T = clip.frame_count();
    const std::vector<double> headings = body_headings(clip);
    std::vector<Knot> turns;
    for (const Pin& pin : pins) {
        if (pin.part != PinnedPart::Facing) continue;
        const auto [first, last] = frames_of_pin(clip, pin);
        const double missing = pin.degrees * kDegree - headings[static_cast<std::size_t>((first + last) / 2)];
        turns.push_back({first, last, {std::remainder(missing, 2 * std::numbers::pi), 0, 0}});
    }
    const auto turn = through(turns, T);
    std::vector<FloorPlace> places;
    glm::dvec3 to(clip.frame(0)[0].x, 0, clip.frame(0)[0].z);
    for (int t = 0; t < T; ++t) {
        const glm::vec3 here = clip.frame(t)[0];
        const glm::dvec3 root(here.x, 0, here.z);
        if (t > 0) to += turned(root - places.back().from, turn[static_cast<std::size_t>(t)].x);
        places.push_back({root, to, turn[static_cast<std::size_t>(t)].x, {}});
    }
    std::vector<Knot> moves;
    for (const Pin& pin : pins) {
        if (pin.part != PinnedPart::Pelvis) continue;
        const auto [first, last] = frames_of_pin(clip, pin);
        const glm::dvec3 there = places[static_cast<std::size_t>((first + last) / 2)].to;
        moves.push_back({first, last, {pin.place.x - there.x, 0, pin.place.z - there.z}});
    }
    if (turns.empty() && moves.empty()) return clip;
    const auto move = through(moves, T);
    for (int t = 0; t < T; ++t) places[static_cast<std::size_t>(t)].to += move[static_cast<std::size_t>(t)];
    return warp_over_floor(clip, places, find_contacts(clip));
}

/// How far a pinned joint is to be moved in each frame, (T), and whether a pin holds there.
struct Pull {
    std::vector<glm::dvec3> by;
    std::vector<bool> holds;
    bool any = false;
};

Pull pull_of(const MotionClip& clip, const std::vector<Pin>& pins, PinnedPart part) {
    const int T = clip.frame_count(), ease = std::max(1, static_cast<int>(std::lround(kEase * clip.fps)));
    const auto joint = static_cast<std::size_t>(joint_of(part));
    Pull pull{std::vector<glm::dvec3>(static_cast<std::size_t>(T), glm::dvec3(0)),
              std::vector<bool>(static_cast<std::size_t>(T), false)};
    std::vector<double> weights(static_cast<std::size_t>(T), 0.0);
    for (const Pin& pin : pins) {
        if (pin.part != part || (part == PinnedPart::Pelvis && pin.any_height)) continue;
        pull.any = true;
        const auto [first, last] = frames_of_pin(clip, pin);
        const auto missing = [&](int t) {
            const glm::dvec3 d = pin.place - glm::dvec3(clip.frame(t)[joint]);
            return d;
        };
        for (int t = std::max(0, first - ease); t <= std::min(T - 1, last + ease); ++t) {
            const auto i = static_cast<std::size_t>(t);
            const int away = std::max({first - t, t - last, 0});
            if (away == 0) {
                pull.by[i] = missing(t);
                pull.holds[i] = true;
            } else if (!pull.holds[i]) {
                // Outside its time it is the motion that moves, not the place.
                const double weight = 1 - smoothstep(away / (ease + 1.0));
                pull.by[i] += weight * missing(t < first ? first : last);
                weights[i] += weight;
            }
        }
    }
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!pull.holds[i] && weights[i] > 1) pull.by[i] /= weights[i];
    }
    return pull;
}

constexpr PinnedPart kParts[] = {PinnedPart::LeftHand, PinnedPart::RightHand, PinnedPart::LeftFoot,
                                 PinnedPart::RightFoot, PinnedPart::Pelvis};

/// The rest of the way to a hand's place is the arm's own.
void reach(std::span<glm::vec3> joints, int side, const glm::dvec3& place) {
    const auto at = [&](Role left) -> glm::vec3& { return joints[static_cast<std::size_t>(left + side)]; };
    const glm::dvec3 behind = glm::cross(
        glm::dvec3(joints[kLeftShoulder]) - glm::dvec3(joints[kRightShoulder]), glm::dvec3(0, -1, 0));
    const TwoBone arm = solve_two_bone(at(kLeftShoulder), at(kLeftElbow), at(kLeftWrist), place, behind);
    at(kLeftElbow) = glm::vec3(arm.middle);
    at(kLeftWrist) = glm::vec3(arm.end);
}

void solve_frame(const PoseSolver& solver, const Rig& rig, const RigMotion& motion, int t,
                 const Pull (&pulls)[5], std::span<glm::vec3> joints) {
    const std::vector<glm::vec3> own(joints.begin(), joints.end());
    std::vector<PoseGoal> goals;
    const auto add = [&](int joint, const glm::dvec3& by, double weight) {
        const auto j = static_cast<std::size_t>(joint);
        goals.push_back({j, j, glm::dvec3(own[j]) + by, weight, weight});
    };
    bool moves = false;
    for (std::size_t p = 0; p < 5; ++p) {
        const glm::dvec3 by = pulls[p].any ? pulls[p].by[static_cast<std::size_t>(t)] : glm::dvec3(0);
        const bool pulled = glm::length(by) > kFarHand;
        moves = moves || pulled;
        const bool foot = kParts[p] == PinnedPart::LeftFoot || kParts[p] == PinnedPart::RightFoot;
        // The ankle stands for its foot, whose shape does not change.
        if (foot)
            add(kParts[p] == PinnedPart::LeftFoot ? kLeftAnkle : kRightAnkle, by,
                pulled ? kPinWeight : kFootWeight);
        else if (pulled)
            add(joint_of(kParts[p]), by, kPinWeight);
    }
    if (!moves) return;
    std::vector<Transform> posed = world_transforms(rig, motion, t);
    solver.solve(posed, goals);
    for (std::size_t j = 0; j < joints.size(); ++j) joints[j] = glm::vec3(posed[j].translation);
    for (const int side : {0, 1}) {
        const glm::dvec3 foot_by =
            pulls[2 + side].any ? pulls[2 + side].by[static_cast<std::size_t>(t)] : glm::dvec3(0);
        const auto ankle = static_cast<std::size_t>(kLeftAnkle + side),
                   ball = static_cast<std::size_t>(kLeftFoot + side);
        // The foot keeps its slope: the ball as it was to the ankle.
        joints[ball] = joints[ankle] + (own[ball] - own[ankle]);
        move_foot(joints, side, glm::dvec3(own[ankle]) + foot_by - glm::dvec3(joints[ankle]));
        const glm::dvec3 hand_by =
            pulls[side].any ? pulls[side].by[static_cast<std::size_t>(t)] : glm::dvec3(0);
        if (glm::length(hand_by) > kFarHand)
            reach(joints, side, glm::dvec3(own[static_cast<std::size_t>(kLeftWrist + side)]) + hand_by);
    }
}

}  // namespace

int joint_of(PinnedPart part) {
    switch (part) {
        case PinnedPart::LeftHand:
            return kLeftWrist;
        case PinnedPart::RightHand:
            return kRightWrist;
        case PinnedPart::LeftFoot:
            return kLeftFoot;
        case PinnedPart::RightFoot:
            return kRightFoot;
        default:
            return kPelvis;
    }
}

ConstraintError pin_error(const MotionClip& clip, const Pin& pin) {
    ConstraintError error;
    error.what = pin.from == pin.to
                     ? fmt::format("{} at {:.2f} s", part_name(pin.part), pin.from)
                     : fmt::format("{} from {:.2f} to {:.2f} s", part_name(pin.part), pin.from, pin.to);
    const auto [first, last] = frames_of_pin(clip, pin);
    if (pin.part == PinnedPart::Facing) {
        const double found = body_headings(clip)[static_cast<std::size_t>((first + last) / 2)];
        error.degrees =
            std::abs(std::remainder(found - pin.degrees * kDegree, 2 * std::numbers::pi)) / kDegree;
        return error;
    }
    for (int t = first; t <= last; ++t) {
        glm::dvec3 d = pin.place - glm::dvec3(clip.frame(t)[static_cast<std::size_t>(joint_of(pin.part))]);
        if (pin.any_height) d.y = 0;
        error.cm = std::max(error.cm, 100 * glm::length(d));
    }
    return error;
}

MotionClip apply_pins(const MotionClip& clip, const std::vector<Pin>& pins) {
    if (pins.empty()) return clip;
    const Skeleton& skeleton = humanml3d_skeleton();
    MotionClip result = bent_way(clip, pins);
    Pull pulls[5];
    bool any = false;
    for (std::size_t p = 0; p < 5; ++p) {
        pulls[p] = pull_of(result, pins, kParts[p]);
        any = any || pulls[p].any;
    }
    if (!any) return result;
    const RestPose rest = rest_pose_of(result, skeleton);
    const Rig rig = rig_of(skeleton, rest);
    const RigMotion motion = rig_motion_of(fit_pose(result, skeleton, rest));
    const PoseSolver solver(rig);
    for (int t = 0; t < result.frame_count(); ++t)
        solve_frame(solver, rig, motion, t, pulls, result.frame(t));
    return result;
}

MotionClip apply_key_pose(MotionClip clip, double at, const MotionClip& from, int frame) {
    const int T = clip.frame_count(), ease = std::max(1, static_cast<int>(std::lround(kEase * clip.fps)));
    const int key = static_cast<int>(std::clamp(std::lround(at * clip.fps), 0l, static_cast<long>(T - 1)));
    const auto pose = from.frame(frame);
    const FloorTurn there = floor_turn(pose, clip.frame(key));
    std::vector<glm::dvec3> missing;
    for (std::size_t j = 0; j < pose.size(); ++j)
        missing.push_back(there(glm::dvec3(pose[j])) - glm::dvec3(clip.frame(key)[j]));
    const MotionClip own = clip;
    for (int t = std::max(0, key - ease); t <= std::min(T - 1, key + ease); ++t) {
        const double weight = 1 - smoothstep(std::abs(t - key) / (ease + 1.0));
        const double angle = floor_turn(own.frame(key), own.frame(t)).angle;
        for (std::size_t j = 0; j < missing.size(); ++j)
            clip.frame(t)[j] += glm::vec3(weight * turned(missing[j], angle));
    }
    return restore_bone_lengths(clip, humanml3d_skeleton());
}

}  // namespace im
