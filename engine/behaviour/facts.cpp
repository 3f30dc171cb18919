#include "engine/behaviour/facts.h"

namespace im {

Mask MotionFacts::in(BodyPosture posture) const {
    Mask mask;
    for (const BodyPosture now : body.posture) mask.push_back(now == posture);
    return mask;
}

MotionFacts measure_facts(const MotionClip& clip) {
    MotionFacts facts;
    facts.signals = measure_signals(clip);
    const MotionSignals& s = facts.signals;
    facts.travel = measure_travel(s);
    facts.path = measure_path(s);
    facts.turn = measure_turn(s, facts.travel);
    facts.body = measure_body(s);
    for (const Side side : {kLeft, kRight}) {
        facts.arm[side] = measure_arm(s, side);
        facts.leg[side] = measure_leg(s, side, facts.body.in_air);
    }
    return facts;
}

}  // namespace im
