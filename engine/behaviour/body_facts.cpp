// Legs, trunk, head, and what the whole body does.

#include <algorithm>
#include <cmath>

#include "engine/behaviour/facts.h"
#include "engine/behaviour/frames_where.h"

namespace im {
namespace {

BodyPosture posture_of(const MotionSignals& s, std::size_t t) {
    const LegSignals &left = s.leg[kLeft], &right = s.leg[kRight];
    const double feet_ahead = std::min(left.forward_m[t], right.forward_m[t]);
    const double knee_up = std::min(left.knee_up_m[t], right.knee_up_m[t]);
    const double head = s.head_m[t] - s.pelvis_m[t] + s.seat_m[t];  // over the feet
    const double hands = std::min(s.arm[kLeft].up_m[t], s.arm[kRight].up_m[t]);
    if (s.tilt_deg[t] > 50 && s.seat_m[t] < 0.62) {
        if (s.lean_deg[t] > 0 && s.lean_deg[t] < 100 && hands < -0.2) return BodyPosture::OnAllFours;
        return BodyPosture::Lying;
    }
    if (head < 0.65) return BodyPosture::Lying;
    if (s.seat_m[t] > 0.80) return BodyPosture::Standing;
    if (std::min(left.knee_m[t] - left.toe_m[t], right.knee_m[t] - right.toe_m[t]) < 0.15 &&
        std::min(left.knee_m[t], right.knee_m[t]) < 0.2)
        return BodyPosture::Kneeling;
    if (s.seat_m[t] < 0.68 && knee_up > -0.19 && feet_ahead > 0.12) return BodyPosture::Sitting;
    return BodyPosture::Crouching;
}

BodyPosture most(const std::vector<BodyPosture>& postures, std::size_t first, std::size_t last) {
    std::array<int, 7> counts{};
    for (std::size_t t = first; t < last; ++t) ++counts[static_cast<std::size_t>(postures[t])];
    return static_cast<BodyPosture>(std::max_element(counts.begin(), counts.end()) - counts.begin());
}

void measure_jumps(const MotionSignals& s, BodyFacts& facts) {
    const double standing = quantile(s.pelvis_m, 0.5);
    facts.in_air = above(s.lowest_m, 0.045);
    const int n = s.frames, edge = s.frames_of(0.3);
    for (int t = 0; t < n;) {
        int end = t;
        while (end < n && facts.in_air[static_cast<std::size_t>(end)]) ++end;
        if (end == t) {
            ++t;
            continue;
        }
        // A jump, and not a stride of a run: the pelvis goes up while both feet are off, side by side.
        const int from = std::max(0, t - edge), to = std::min(n - 1, end + edge);
        double top = 0, low = 1e9, foot = 0, stride = 1e9;
        for (int i = from; i <= to; ++i) low = std::min(low, s.pelvis_m[static_cast<std::size_t>(i)]);
        for (int i = t; i < end; ++i) {
            top = std::max(top, s.pelvis_m[static_cast<std::size_t>(i)]);
            foot = std::max(foot, s.lowest_m[static_cast<std::size_t>(i)]);
            stride = std::min(stride, std::abs(s.leg[kLeft].forward_m[static_cast<std::size_t>(i)] -
                                               s.leg[kRight].forward_m[static_cast<std::size_t>(i)]));
        }
        const auto a = static_cast<std::size_t>(from), b = static_cast<std::size_t>(to);
        const double way = std::hypot(s.x_m[b] - s.x_m[a], s.z_m[b] - s.z_m[a]);
        const double sky = s.seconds(end - t);
        if (top - low > 0.13 && foot > 0.06 && sky > 0.12 && sky < 1.8 && t > 0 && top - standing > 0.02 &&
            stride < 0.4) {
            if (facts.jumps++ == 0) facts.jump_frame = t;
            facts.jump_length_m = std::max(facts.jump_length_m, way);
            facts.air_turn_deg = std::max(facts.air_turn_deg, std::abs(s.heading_deg[b] - s.heading_deg[a]));
        }
        t = end;
    }
    facts.jump_rise_m = greatest(s.pelvis_m) - standing;
}

void measure_bends(const MotionSignals& s, BodyFacts& facts) {
    Series drop, lunge, bow;
    for (std::size_t t = 0; t < s.seat_m.size(); ++t) {
        const LegSignals &left = s.leg[kLeft], &right = s.leg[kRight];
        const double stride =
            std::hypot(left.forward_m[t] - right.forward_m[t], left.out_m[t] + right.out_m[t]);
        const double sunk = 0.93 - s.pelvis_m[t] + s.ground_m[t];
        const bool squatting = s.tilt_deg[t] < 60 && std::abs(left.forward_m[t] - right.forward_m[t]) < 0.3;
        drop.push_back(squatting ? sunk : 0);
        lunge.push_back(stride > 0.5 && s.tilt_deg[t] < 40 ? sunk : 0);
        bow.push_back(s.seat_m[t] > 0.70 ? s.lean_deg[t] : 0);
    }
    facts.squats = count_rises(drop, 0.19, 0.1);
    facts.lunges = count_rises(lunge, 0.12, 0.05);
    facts.bow_deg = greatest(bow);
    // Down to more than half of the deepest, and well up again in between.
    const double upright = quantile(bow, 0.2), range = facts.bow_deg - upright;
    const double down = std::max(18.0, upright + 0.55 * range);
    facts.bows = count_rises(bow, down, std::min(down - 5, upright + 0.4 * range));
    facts.lean_left_deg = greatest(smoothed(s.side_lean_deg, 2));
    facts.lean_right_deg = -least(smoothed(s.side_lean_deg, 2));
    facts.twists = count_reversals(s.twist_deg, 25);
}

void measure_head(const MotionSignals& s, BodyFacts& facts) {
    constexpr double kStraight = 50;  // degrees of neck to head against the chest, of people who stand
    const int hold = s.frames_of(0.1);
    facts.nods = (count_reversals(s.nod_deg, 9) + 1) / 2;
    facts.head_shakes = (count_reversals(s.face_left_deg, 18) + 1) / 2;
    facts.look_left_deg = greatest(smoothed(s.face_left_deg, hold));
    facts.look_right_deg = -least(smoothed(s.face_left_deg, hold));
    // Held: the least within .4 s, the greatest of these.
    const int window = s.frames_of(0.4);
    double down = -180, up = -180;
    for (int t = 0; t + window <= s.frames; ++t) {
        const Series held(s.nod_deg.begin() + t, s.nod_deg.begin() + t + window);
        down = std::max(down, least(held));
        up = std::max(up, -greatest(held));
    }
    facts.look_down_deg = down - kStraight;
    facts.look_up_deg = up + kStraight;
    facts.shoulders_rise_m = quantile(s.shoulders_m, 0.95) - quantile(s.shoulders_m, 0.05);
}

/// The two halves of the gait, apart by which foot carries.
void measure_stances(const MotionSignals& s, BodyFacts& facts) {
    std::array<double, 2> height{}, speed{};
    std::array<int, 2> frames{};
    for (std::size_t t = 0; t < s.seat_m.size(); ++t) {
        const Side side = s.leg[kLeft].toe_m[t] < s.leg[kRight].toe_m[t] ? kLeft : kRight;
        if (s.leg[side].pace_mps[t] > 0.4) continue;
        ++frames[side];
        height[side] += s.pelvis_m[t];
        speed[side] += s.speed_mps[t];
    }
    if (std::min(frames[kLeft], frames[kRight]) < s.frames_of(0.3)) return;
    facts.stance_height_m = std::abs(height[kLeft] / frames[kLeft] - height[kRight] / frames[kRight]);
    facts.stance_speed_mps = std::abs(speed[kLeft] / frames[kLeft] - speed[kRight] / frames[kRight]);
}

void measure_hands(const MotionSignals& s, BodyFacts& facts) {
    const ArmSignals &left = s.arm[kLeft], &right = s.arm[kRight];
    // A clap ends where the hands were, near enough: the closest is the measure.
    const double closest = least(s.hands_apart_m);
    Series closeness;
    for (const double apart : s.hands_apart_m) closeness.push_back(-apart);
    facts.claps = closest > 0.24 ? 0 : count_rises(closeness, -closest - 0.06, -closest - 0.12);
    facts.arms_crossed = where(s, [&](std::size_t t) {
        return left.to_elbow_m[t] < 0.26 && right.to_elbow_m[t] < 0.26 && left.out_m[t] < 0.06 &&
               right.out_m[t] < 0.06 && left.up_m[t] < 0 && right.up_m[t] < 0 && left.behind_m[t] < 0 &&
               right.behind_m[t] < 0;
    });
    facts.hands_together = where(s, [&](std::size_t t) {
        return s.hands_apart_m[t] < 0.15 && left.behind_m[t] < 0 && right.behind_m[t] < 0 &&
               left.up_m[t] > -0.32 && left.elbow_deg[t] < 120 && right.elbow_deg[t] < 120;
    });
    facts.both_high =
        where(s, [&](std::size_t t) { return left.over_head_m[t] > 0.05 && right.over_head_m[t] > 0.05; });
    facts.hands_joined_up = both(facts.both_high, below(s.hands_apart_m, 0.4));
    double sum = 0;
    const auto mean = [](const Series& values) {
        return mean_between(values, 0, static_cast<int>(values.size()));
    };
    for (const Side side : {kLeft, kRight}) {
        sum += mean(s.arm[side].speed_mps) + mean(s.leg[side].speed_mps);
    }
    facts.stillness_mps = sum / 4;
    facts.legs_mps = 0.5 * (mean(s.leg[kLeft].speed_mps) + mean(s.leg[kRight].speed_mps));
    facts.reach_down_m = 10;
    for (std::size_t t = 0; t < s.head_m.size(); ++t) {
        const double floor = s.pelvis_m[t] - s.seat_m[t];
        for (const Side side : {kLeft, kRight}) {
            facts.reach_down_m =
                std::min(facts.reach_down_m, s.head_m[t] + s.arm[side].over_head_m[t] - floor);
        }
    }
}

}  // namespace

LegFacts measure_leg(const MotionSignals& s, Side side, const Mask& in_air) {
    LegFacts facts;
    const LegSignals &leg = s.leg[side], &other = s.leg[1 - side];
    Series height, knee, heel;
    for (std::size_t t = 0; t < leg.toe_m.size(); ++t) {
        height.push_back(leg.toe_m[t] - s.ground_m[t]);
        knee.push_back(leg.knee_up_m[t]);
        if (height.back() < 0.035) heel.push_back(leg.ankle_m[t] - leg.toe_m[t]);
        const double kick = leg.ankle_m[t] - other.ankle_m[t];
        if (kick > facts.kick_m) {
            facts.kick_m = kick;
            facts.kick_out_m = leg.out_m[t];
            facts.kick_ahead_m = leg.forward_m[t];
        }
    }
    facts.heel_m = quantile(heel, 0.5);
    facts.swing_s = s.seconds(frames_in(above(height, 0.025)));
    facts.steps = count_rises(height, 0.035, 0.02);
    facts.knee_raises = count_rises(knee, -0.21, -0.29);
    facts.lifted = where(s, [&](std::size_t t) { return leg.toe_m[t] - other.toe_m[t] > 0.06; });
    const Mask standing_other =
        where(s, [&](std::size_t t) { return other.toe_m[t] - s.ground_m[t] < 0.04; });
    facts.lifted_s = s.seconds(longest_run(both(facts.lifted, standing_other)));
    // The leg is high and quick while the other foot is on the floor.
    const Series speed = smoothed(leg.speed_mps, 1);
    Series swing;
    for (std::size_t t = 0; t < speed.size(); ++t) {
        const bool high = leg.ankle_m[t] - other.ankle_m[t] > 0.2 && leg.knee_deg[t] > 100 &&
                          (leg.forward_m[t] > 0.15 || leg.out_m[t] > 0.3);
        swing.push_back(high ? speed[t] : 0);
    }
    facts.kicks = count_rises(swing, 1.6, 0.8);
    facts.kick_frame = first_frame(above(swing, 1.6));
    int since = 1000;
    for (std::size_t t = 1; t < in_air.size(); ++t, ++since) {
        const bool lands = !in_air[t] && in_air[t - 1] && other.toe_m[t] - leg.toe_m[t] > 0.05;
        if (lands && since > s.frames_of(0.15)) {
            ++facts.hops;
            since = 0;
        }
    }
    return facts;
}

BodyFacts measure_body(const MotionSignals& s) {
    BodyFacts facts;
    if (s.frames < 2) return facts;
    for (std::size_t t = 0; t < s.seat_m.size(); ++t) facts.posture.push_back(posture_of(s, t));
    const auto n = facts.posture.size(),
               edge = std::min(n, static_cast<std::size_t>(std::max(1, s.frames_of(0.4))));
    facts.start = most(facts.posture, 0, edge);
    facts.end = most(facts.posture, n - edge, n);
    facts.upright = where(s, [&](std::size_t t) { return facts.posture[t] == BodyPosture::Standing; });
    facts.low = below(s.seat_m, 0.80);
    measure_jumps(s, facts);
    measure_bends(s, facts);
    measure_head(s, facts);
    measure_stances(s, facts);
    measure_hands(s, facts);
    const int e = static_cast<int>(edge);
    facts.climb_m = mean_between(s.ground_m, s.frames - e, s.frames) - mean_between(s.ground_m, 0, e);
    for (std::size_t t = 0; t < n; ++t)
        facts.spread_m = std::max(facts.spread_m, s.leg[kLeft].out_m[t] + s.leg[kRight].out_m[t]);
    return facts;
}

}  // namespace im
