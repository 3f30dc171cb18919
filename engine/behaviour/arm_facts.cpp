// Where the hands are, and what they do there.

#include <algorithm>
#include <cmath>

#include "engine/behaviour/facts.h"
#include "engine/behaviour/frames_where.h"

namespace im {
namespace {

bool between(double value, double low, double high) {
    return value > low && value < high;
}

/// Places at the head are told apart by the wrist: the hand goes on from there for a palm's length.
void measure_hand_places(const MotionSignals& s, Side side, ArmFacts& facts) {
    const ArmSignals& arm = s.arm[side];
    facts.at_head = below(arm.to_head_m, 0.24);
    facts.at_face = where(s, [&](std::size_t t) {
        return arm.to_head_m[t] < 0.30 && between(arm.over_head_m[t], -0.23, 0.14) && arm.forward_m[t] > 0.11;
    });
    facts.at_ear = where(s, [&](std::size_t t) {
        return arm.to_head_m[t] < 0.22 && between(arm.over_head_m[t], -0.17, 0.03) && arm.out_m[t] > 0.075 &&
               arm.forward_m[t] < 0.21 && arm.elbow_deg[t] < 55;
    });
    facts.at_brow = where(s, [&](std::size_t t) {
        return arm.to_head_m[t] < 0.27 && between(arm.over_head_m[t], -0.03, 0.14) && arm.out_m[t] > 0.10 &&
               arm.forward_m[t] > 0.10;
    });
    facts.behind_head = where(s, [&](std::size_t t) {
        return arm.to_head_m[t] < 0.22 && arm.over_head_m[t] > -0.02 && arm.elbow_up_m[t] > 0.05 &&
               arm.forward_m[t] < 0.13;
    });
    facts.at_chest = where(s, [&](std::size_t t) {
        return arm.to_chest_m[t] < 0.24 && between(arm.up_m[t], -0.30, -0.03) && arm.behind_m[t] < 0;
    });
    facts.at_belly = where(s, [&](std::size_t t) {
        return arm.to_belly_m[t] < 0.27 && between(arm.up_m[t], -0.48, -0.2) && arm.out_m[t] < 0.14 &&
               arm.behind_m[t] < -0.05;
    });
    facts.behind_back = where(s, [&](std::size_t t) {
        return arm.behind_m[t] > 0.08 && arm.out_m[t] < 0.17 && arm.up_m[t] < -0.15;
    });
    facts.on_hip = where(s, [&](std::size_t t) {
        return arm.to_hip_m[t] < 0.30 && between(arm.up_m[t], -0.50, -0.26) && arm.elbow_deg[t] < 130 &&
               arm.elbow_out_m[t] > 0.12 && arm.out_m[t] > 0.08;
    });
    facts.hanging = where(s, [&](std::size_t t) { return arm.up_m[t] < -0.36 && arm.elbow_deg[t] > 125; });
}

/// From a bent arm to a stretched one, and how fast the hand goes ahead with it.
void measure_strikes(const MotionSignals& s, Side side, ArmFacts& facts) {
    const ArmSignals& arm = s.arm[side];
    const Series ahead = rate(arm.hand_ahead_m, s.fps);
    const int before = s.frames_of(0.3), later = s.frames_of(0.2), rest = s.frames_of(0.25);
    int since = rest + 1;
    for (int t = 1; t < s.frames; ++t, ++since) {
        const auto i = static_cast<std::size_t>(t);
        double bent = 1, stretched = 0;
        for (int k = std::max(0, t - before); k < t; ++k)
            bent = std::min(bent, arm.reach_m[static_cast<std::size_t>(k)]);
        for (int k = t; k < std::min(s.frames, t + later); ++k)
            stretched = std::max(stretched, arm.reach_m[static_cast<std::size_t>(k)]);
        const double aim =
            std::remainder(arm.aim_left_deg[i] + s.hips_deg[i] + s.twist_deg[i] - s.facing_deg[i], 360.0);
        const bool strikes =
            between(arm.up_m[i], -0.3, 0.25) && std::abs(aim) < 60 && bent < 0.36 && stretched > 0.42;
        if (!strikes) continue;
        facts.strike_mps = std::max(facts.strike_mps, ahead[i]);
        if (ahead[i] > 1.45) {
            facts.punches += since > rest ? 1 : 0;
            since = 0;
        }
    }
}

void measure_throw(const MotionSignals& s, Side side, ArmFacts& facts) {
    const ArmSignals& arm = s.arm[side];
    const Series ahead = rate(arm.hand_ahead_m, s.fps);
    const int before = s.frames_of(0.4);
    for (int t = 1; t < s.frames; ++t) {
        const auto i = static_cast<std::size_t>(t);
        double back = 1, high = -1;
        for (int k = std::max(0, t - before); k <= t; ++k) {
            back = std::min(back, arm.hand_forward_m[static_cast<std::size_t>(k)]);
            high = std::max(high, arm.hand_up_m[static_cast<std::size_t>(k)]);
        }
        if (back < 0.13 && high > 0.18 && arm.hand_up_m[i] > -0.3)
            facts.throw_mps = std::max(facts.throw_mps, ahead[i]);
    }
}

}  // namespace

ArmFacts measure_arm(const MotionSignals& s, Side side) {
    ArmFacts facts;
    const ArmSignals& arm = s.arm[side];
    facts.raised = above(arm.hand_up_m, 0.02);
    facts.high = above(arm.over_head_m, 0.05);
    facts.lifted = above(arm.up_m, -0.2);
    const double own = side == kLeft ? 1 : -1;
    const auto stretched = [&](std::size_t t, double low, double high) {
        return arm.reach_m[t] > 0.41 && between(arm.aim_up_deg[t], -38, 38) &&
               between(own * arm.aim_left_deg[t], low, high);
    };
    facts.level_out = where(s, [&](std::size_t t) { return stretched(t, 50, 130); });
    facts.level_ahead = where(s, [&](std::size_t t) { return stretched(t, -40, 40); });
    facts.level_across = where(s, [&](std::size_t t) { return stretched(t, -130, -30); });
    measure_hand_places(s, side, facts);
    facts.raised_s = s.seconds(frames_in(facts.raised));
    facts.raises = count_rises(arm.hand_up_m, 0.05, -0.15);
    // A wave goes across; some swing the whole forearm to the front.
    facts.swings = std::max(count_reversals(arm.hand_out_m, 0.06, facts.lifted),
                            count_reversals(arm.hand_forward_m, 0.08, facts.lifted));
    const Series swing = smoothed(rate(arm.hand_out_m, s.fps), 1),
                 nod = smoothed(rate(arm.hand_forward_m, s.fps), 1);
    facts.waving =
        closed(where(s,
                     [&](std::size_t t) {
                         return facts.lifted[t] && std::max(std::abs(swing[t]), std::abs(nod[t])) > 0.2;
                     }),
               s.frames_of(0.4));
    measure_strikes(s, side, facts);
    measure_throw(s, side, facts);
    facts.speed_max_mps = greatest(arm.speed_mps);
    return facts;
}

}  // namespace im
