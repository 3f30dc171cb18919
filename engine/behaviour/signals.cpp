#include "engine/behaviour/signals.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include <glm/glm.hpp>

#include "engine/motion/representation/skeleton.h"

namespace im {
namespace {

using Vec = glm::dvec3;
const Vec kUp(0, 1, 0);

struct SideJoints {
    Role shoulder, elbow, wrist, hip, knee, ankle, foot;
};
constexpr std::array<SideJoints, 2> kSides = {
    {{kLeftShoulder, kLeftElbow, kLeftWrist, kLeftHip, kLeftKnee, kLeftAnkle, kLeftFoot},
     {kRightShoulder, kRightElbow, kRightWrist, kRightHip, kRightKnee, kRightAnkle, kRightFoot}}};

class Joints {
  public:
    explicit Joints(const MotionClip& clip) : clip_(clip) {}
    Vec operator()(int t, Role joint) const { return Vec(clip_.frame(t)[static_cast<std::size_t>(joint)]); }

  private:
    const MotionClip& clip_;
};

double angle_deg(const Vec& a, const Vec& b) {
    const double lengths = glm::length(a) * glm::length(b);
    return lengths < 1e-9 ? 0 : glm::degrees(std::acos(std::clamp(glm::dot(a, b) / lengths, -1.0, 1.0)));
}

Vec direction_of(double heading_deg) {
    const double heading = glm::radians(heading_deg);
    return {std::sin(heading), 0, std::cos(heading)};
}

/// Headings of what points to the right in each frame; a frame where that is upright keeps the one before.
Series headings_deg(int frames, const std::function<Vec(int)>& across) {
    Series result;
    double last = 0;
    for (int t = 0; t < frames; ++t) {
        const Vec right = across(t), forward = glm::cross(kUp, right);
        if (glm::length(forward) > 0.3 * glm::length(right) && glm::length(forward) > 1e-6)
            last = glm::degrees(std::atan2(forward.x, forward.z));
        result.push_back(last);
    }
    return unwrapped_deg(std::move(result));
}

void measure_travel(const Joints& joint, MotionSignals& s) {
    const int reach = std::max(1, s.frames_of(0.2));
    for (int t = 0; t < s.frames; ++t) {
        s.x_m.push_back(joint(t, kPelvis).x);
        s.z_m.push_back(joint(t, kPelvis).z);
    }
    // Twice: one mean over .4 s leaves corners in the speed.
    s.x_m = smoothed(smoothed(s.x_m, reach), 1);
    s.z_m = smoothed(smoothed(s.z_m, reach), 1);
    const Series vx = smoothed(rate(s.x_m, s.fps), 1), vz = smoothed(rate(s.z_m, s.fps), 1);
    for (std::size_t t = 0; t < vx.size(); ++t) {
        const Vec forward = direction_of(s.heading_deg[t]);
        s.speed_mps.push_back(std::hypot(vx[t], vz[t]));
        s.forward_mps.push_back(vx[t] * forward.x + vz[t] * forward.z);
        s.left_mps.push_back(vx[t] * forward.z - vz[t] * forward.x);
    }
}

void measure_trunk(const Joints& joint, MotionSignals& s) {
    for (int t = 0; t < s.frames; ++t) {
        const auto i = static_cast<std::size_t>(t);
        const Vec trunk = joint(t, kNeck) - joint(t, kPelvis), forward = direction_of(s.hips_deg[i]);
        const Vec left = glm::cross(kUp, forward);
        s.pelvis_m.push_back(joint(t, kPelvis).y);
        s.head_m.push_back(joint(t, kHead).y);
        s.lean_deg.push_back(glm::degrees(std::atan2(glm::dot(trunk, forward), trunk.y)));
        s.side_lean_deg.push_back(glm::degrees(std::atan2(glm::dot(trunk, left), std::abs(trunk.y))));
        s.tilt_deg.push_back(angle_deg(trunk, kUp));
        const Vec face = direction_of(s.hips_deg[i] + s.twist_deg[i]),
                  head = joint(t, kHead) - joint(t, kNeck);
        const Vec chest = joint(t, kNeck) - joint(t, kSpine3);
        const auto pitch = [&](const Vec& v) { return std::atan2(glm::dot(v, face), v.y); };
        s.nod_deg.push_back(glm::degrees(pitch(head) - pitch(chest)));
        const Vec level(head.x, 0, head.z);
        s.face_left_deg.push_back(
            glm::length(level) < 0.005
                ? 0
                : glm::degrees(std::atan2(glm::dot(level, glm::cross(kUp, face)), glm::dot(level, face))));
        s.shoulders_m.push_back(0.5 * (joint(t, kLeftShoulder).y + joint(t, kRightShoulder).y) -
                                joint(t, kSpine3).y);
        s.hands_apart_m.push_back(glm::distance(joint(t, kLeftWrist), joint(t, kRightWrist)));
    }
}

void measure_arm(const Joints& joint, const MotionSignals& s, Side side, ArmSignals& arm) {
    const SideJoints& own = kSides[side];
    const SideJoints& other = kSides[1 - side];
    Vec before(0);
    for (int t = 0; t < s.frames; ++t) {
        const auto i = static_cast<std::size_t>(t);
        const Vec face = direction_of(s.hips_deg[i] + s.twist_deg[i]);
        const Vec out = (side == kLeft ? 1.0 : -1.0) * glm::cross(kUp, face);
        const Vec wrist = joint(t, own.wrist), shoulder = joint(t, own.shoulder), elbow = joint(t, own.elbow);
        const Vec middle = 0.5 * (shoulder + joint(t, other.shoulder));
        arm.up_m.push_back(wrist.y - shoulder.y);
        arm.forward_m.push_back(glm::dot(wrist - middle, face));
        arm.out_m.push_back(glm::dot(wrist - middle, out));
        arm.over_head_m.push_back(wrist.y - joint(t, kHead).y);
        arm.to_head_m.push_back(glm::distance(wrist, joint(t, kHead)));
        arm.to_neck_m.push_back(glm::distance(wrist, joint(t, kNeck)));
        arm.to_chest_m.push_back(glm::distance(wrist, joint(t, kSpine3)));
        arm.to_belly_m.push_back(glm::distance(wrist, joint(t, kSpine1)));
        arm.to_hip_m.push_back(glm::distance(wrist, joint(t, own.hip)));
        arm.to_elbow_m.push_back(glm::distance(wrist, joint(t, other.elbow)));
        // Of the trunk's line at the wrist's height.
        const Vec trunk = joint(t, kNeck) - joint(t, kPelvis);
        const double share =
            std::clamp(trunk.y > 0.1 ? (wrist.y - joint(t, kPelvis).y) / trunk.y : 0.5, 0.0, 1.0);
        const Vec spine = joint(t, kPelvis) + share * trunk;
        arm.behind_m.push_back(-glm::dot(wrist - spine, direction_of(s.hips_deg[i] + 0.5 * s.twist_deg[i])));
        arm.elbow_deg.push_back(angle_deg(shoulder - elbow, wrist - elbow));
        arm.elbow_out_m.push_back(glm::dot(elbow - shoulder, out));
        const Vec hand = wrist + 0.09 * (wrist - elbow) / std::max(glm::distance(wrist, elbow), 1e-6);
        arm.hand_up_m.push_back(hand.y - shoulder.y);
        arm.hand_forward_m.push_back(glm::dot(hand - middle, face));
        arm.hand_ahead_m.push_back(glm::dot(hand - joint(t, kPelvis), direction_of(s.facing_deg[i])));
        arm.hand_to_head_m.push_back(glm::distance(hand, joint(t, kHead)));
        arm.hand_out_m.push_back(glm::dot(hand - middle, out));
        const Vec aim = wrist - shoulder;
        arm.reach_m.push_back(glm::length(aim));
        arm.aim_left_deg.push_back(
            glm::degrees(std::atan2(glm::dot(aim, glm::cross(kUp, face)), glm::dot(aim, face))));
        arm.aim_up_deg.push_back(glm::degrees(std::atan2(aim.y, std::hypot(aim.x, aim.z))));
        arm.elbow_up_m.push_back(elbow.y - shoulder.y);
        const Vec now = wrist - joint(t, kPelvis);
        arm.speed_mps.push_back(t == 0 ? 0 : glm::distance(now, before) * s.fps);
        before = now;
    }
}

void measure_leg(const Joints& joint, const MotionSignals& s, Side side, LegSignals& leg) {
    const SideJoints& own = kSides[side];
    Vec before(0), before_world(0);
    for (int t = 0; t < s.frames; ++t) {
        const Vec forward = direction_of(s.hips_deg[static_cast<std::size_t>(t)]);
        const Vec out = (side == kLeft ? 1.0 : -1.0) * glm::cross(kUp, forward);
        const Vec hip = joint(t, own.hip), knee = joint(t, own.knee), ankle = joint(t, own.ankle);
        const Vec now = ankle - joint(t, kPelvis);
        leg.ankle_m.push_back(ankle.y);
        leg.toe_m.push_back(joint(t, own.foot).y);
        leg.knee_up_m.push_back(knee.y - hip.y);
        leg.knee_m.push_back(knee.y);
        leg.knee_deg.push_back(angle_deg(hip - knee, ankle - knee));
        leg.forward_m.push_back(glm::dot(now, forward));
        leg.out_m.push_back(glm::dot(now, out));
        leg.speed_mps.push_back(t == 0 ? 0 : glm::distance(now, before) * s.fps);
        leg.pace_mps.push_back(
            t == 0 ? 0 : std::hypot(ankle.x - before_world.x, ankle.z - before_world.z) * s.fps);
        before = now;
        before_world = ankle;
    }
}

/// The lowest of the values within `reach` frames.
Series lowest_within(const Series& values, int reach) {
    const int n = static_cast<int>(values.size());
    Series result;
    for (int t = 0; t < n; ++t) {
        const auto first = values.begin() + std::max(0, t - reach),
                   last = values.begin() + std::min(n, t + reach + 1);
        result.push_back(*std::min_element(first, last));
    }
    return result;
}

}  // namespace

MotionSignals measure_signals(const MotionClip& clip) {
    MotionSignals s;
    s.fps = clip.fps;
    s.frames = clip.frame_count();
    const Joints joint(clip);
    const auto hips = [&](int t) { return joint(t, kRightHip) - joint(t, kLeftHip); };
    const auto shoulders = [&](int t) { return joint(t, kRightShoulder) - joint(t, kLeftShoulder); };
    s.heading_deg = headings_deg(s.frames, [&](int t) { return hips(t) + shoulders(t); });
    s.facing_deg = smoothed(s.heading_deg, s.frames_of(0.7));
    s.hips_deg = headings_deg(s.frames, hips);
    const Series shoulders_deg = headings_deg(s.frames, shoulders);
    for (std::size_t t = 0; t < shoulders_deg.size(); ++t)
        s.twist_deg.push_back(std::remainder(shoulders_deg[t] - s.hips_deg[t], 360.0));
    measure_travel(joint, s);
    measure_trunk(joint, s);
    for (const Side side : {kLeft, kRight}) {
        measure_arm(joint, s, side, s.arm[side]);
        measure_leg(joint, s, side, s.leg[side]);
    }
    Series lowest;
    for (std::size_t t = 0; t < s.heading_deg.size(); ++t)
        lowest.push_back(std::min(s.leg[kLeft].toe_m[t], s.leg[kRight].toe_m[t]));
    for (std::size_t t = 0; t < lowest.size(); ++t) s.seat_m.push_back(s.pelvis_m[t] - lowest[t]);
    s.ground_m = lowest_within(lowest, s.frames_of(0.8));
    for (std::size_t t = 0; t < lowest.size(); ++t) s.lowest_m.push_back(lowest[t] - s.ground_m[t]);
    return s;
}

}  // namespace im
