// What arms, hands and the head do.

#include <algorithm>

#include "engine/asked/known_actions.h"

namespace im {
namespace {

Mask arms(const MotionFacts& f, Mask ArmFacts::*mask) {
    return both(f.arm[kLeft].*mask, f.arm[kRight].*mask);
}

Mask waving(const MotionFacts& f, AskedSide side) {
    return times_on_side(side, [&](Side s) { return both(f.arm[s].waving, f.arm[s].lifted); });
}
bool waves(const MotionFacts& f, AskedSide side) {
    return on_side(side, [&](Side s) {
        return f.arm[s].swings >= 1 && f.seconds_in_all(both(f.arm[s].waving, f.arm[s].lifted)) > 0.35;
    });
}
Mask raised(const MotionFacts& f, AskedSide side) {
    return times_on_side(side, [&](Side s) { return f.arm[s].raised; });
}

/// A hand is at a place for some time.
template <Mask ArmFacts::*place>
bool hand_at(const MotionFacts& f, AskedSide side) {
    return on_side(side, [&](Side s) { return f.seconds(f.arm[s].*place) > 0.25; });
}
template <Mask ArmFacts::*place>
Mask when_hand_at(const MotionFacts& f, AskedSide side) {
    return times_on_side(side, [&](Side s) { return f.arm[s].*place; });
}
template <Mask ArmFacts::*place>
bool hands_at(const MotionFacts& f, AskedSide) {
    return f.seconds(arms(f, place)) > 0.3;
}
template <Mask ArmFacts::*place>
Mask when_hands_at(const MotionFacts& f, AskedSide) {
    return arms(f, place);
}

bool points_somewhere(const MotionFacts& f, AskedSide) {
    return on_side(AskedSide::Any, [&](Side s) {
        const auto& arm = f.arm[s];
        const Mask stretched = above(f.signals.arm[s].reach_m, 0.4);
        const Mask aimed = above(f.signals.arm[s].aim_up_deg, -35);
        return f.seconds(either(either(arm.level_ahead, arm.level_out), both(stretched, aimed))) > 0.2;
    });
}

bool looks_both_ways(const MotionFacts& f, AskedSide) {
    return f.body.look_left_deg > 16 && f.body.look_right_deg > 16;
}

KnownActions known_raised_arms() {
    return {
        {.words = "wave both | wave =arms | wave =hands | wave two",
         .name = "waves both hands",
         .alone = "wave both hands",
         .seen = [](const MotionFacts& f,
                    AskedSide) { return waves(f, AskedSide::Left) && waves(f, AskedSide::Right); }},
        {.words = "wave -sword | say hi | say hello | say goodbye | say bye | greet hand",
         .name = "waves",
         .alone = "wave",
         .alone_left = "wave the left hand",
         .alone_right = "wave the right hand",
         .seen = waves,
         .when = waving},
        {.words = "arm cross | arm fold",
         .name = "crosses the arms",
         .alone = "arms crossed",
         .seen = [](const MotionFacts& f, AskedSide) { return f.seconds(f.body.arms_crossed) > 0.4; },
         .when = [](const MotionFacts& f, AskedSide) { return f.body.arms_crossed; }},
        {.words = "=hands hip | =hands waist | akimbo",
         .name = "has hands on hips",
         .alone = "hands on hips",
         .seen = hands_at<&ArmFacts::on_hip>,
         .when = when_hands_at<&ArmFacts::on_hip>},
        {.words = "=hands behind back | =arms behind back",
         .name = "has hands behind the back",
         .alone = "hands behind the back",
         .seen = hands_at<&ArmFacts::behind_back>,
         .when = when_hands_at<&ArmFacts::behind_back>},
        {.words = "=hands behind head",
         .name = "has hands behind the head",
         .seen = hands_at<&ArmFacts::behind_head>,
         .when = when_hands_at<&ArmFacts::behind_head>},
        {.words = "circle =arms | rotate =arms | windmill =arms | swing =arms circle | arm =circles",
         .name = "circles the arms",
         .alone = "circle the arms"},
        {.words = "t-pose | t pose | =arms side -raise -lift -lower -overhead | =arms sideways | spread "
                  "=arms -leg -jump | "
                  "=arms out -front -ahead -forward | extend =arms left right",
         .name = "holds the arms out",
         .alone = "arms out to the sides",
         .seen = hands_at<&ArmFacts::level_out>,
         .when = when_hands_at<&ArmFacts::level_out>},
        {.words = "stretch upward | stretch upwards | stretch overhead | stretch up | stretch =arms above | "
                  "reach ceiling =hands | reach sky =hands | reach overhead =hands",
         .name = "stretches up",
         .alone = "stretch the arms overhead",
         .seen = hands_at<&ArmFacts::raised>,
         .when = when_hands_at<&ArmFacts::raised>},
        {.words =
             "raise both -knee -leg | lift both -knee -leg -box | raise =arms | raise =hands | lift =arms | "
             "lift =hands | =hands up | =arms up | =hands air | =arms air | =hands overhead",
         .name = "raises both hands",
         .alone = "raise both hands",
         .seen = hands_at<&ArmFacts::raised>,
         .when = when_hands_at<&ArmFacts::raised>},
        {.words = "raise hand -point | raise arm -point | lift hand -point | lift arm -point | hand up "
                  "-stand -get | "
                  "arm up | hand air | arm air | raise fist",
         .name = "raises a hand",
         .alone_left = "raise the left hand",
         .alone_right = "raise the right hand",
         .seen =
             [](const MotionFacts& f, AskedSide side) {
                 return on_side(side, [&](Side s) { return f.seconds(f.arm[s].raised) > 0.25; });
             },
         .when = raised},
        {.words = "cheer | celebrate | triumph",
         .name = "cheers",
         .alone = "cheer",
         .seen = [](const MotionFacts& f, AskedSide) { return f.seconds(raised(f, AskedSide::Any)) > 0.2; }},
    };
}

KnownActions known_hands() {
    return {
        {.words = "point up | point upward | point upwards | point sky | point ceiling",
         .name = "points up",
         .alone = "point up",
         .seen = points_somewhere},
        {.words = "point left -hand -arm -finger",
         .name = "points to the left",
         .alone = "point to the left",
         .seen = points_somewhere},
        {.words = "point right -hand -arm -finger",
         .name = "points to the right",
         .alone = "point to the right",
         .seen = points_somewhere},
        {.words = "point forward | point ahead | point front",
         .name = "points forward",
         .alone = "point forward",
         .seen = points_somewhere},
        {.words = "point -toe -knife -gun -sword -down -back", .name = "points", .seen = points_somewhere},
        {.words = "clap once",
         .name = "claps",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.claps >= 1; }},
        {.words = "clap | applaud | applause",
         .name = "claps",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.claps >= 2; }},
        {.words = "salute", .name = "salutes", .alone = "salute", .seen = hand_at<&ArmFacts::at_brow>},
        {.words = "scratch head",
         .name = "scratches the head",
         .alone = "scratch the head",
         .seen = hand_at<&ArmFacts::at_head>},
        {.words = "phone | telephone | mobile",
         .name = "is on the phone",
         .alone = "talk on the phone",
         .seen = hand_at<&ArmFacts::at_ear>,
         .when = when_hand_at<&ArmFacts::at_ear>},
        {.words = "hand heart | hand chest -behind -front",
         .name = "has a hand on the heart",
         .alone = "hand on heart",
         .seen = hand_at<&ArmFacts::at_chest>},
        {.words = "cover face | hide face | bury face | shield eye | cover eye",
         .name = "covers the face",
         .alone = "cover the face",
         .seen = hands_at<&ArmFacts::at_face>},
        {.words = "drink | sip", .name = "drinks", .alone = "drink"},
        {.words = "chin | think", .name = "thinks", .alone = "think with a hand at the chin"},
        {.words = "rub belly | rub stomach | pat belly | rub tummy | hand belly",
         .name = "rubs the belly",
         .alone = "rub the belly",
         .seen = hand_at<&ArmFacts::at_belly>},
        {.words = "pray", .name = "prays", .alone = "pray"},
        {.words = "shrug", .name = "shrugs", .alone = "shrug"},
        {.words = "push -push-up -up -press", .name = "pushes", .alone = "push"},
        {.words = "pull -knee -up", .name = "pulls", .alone = "pull"},
        {.words =
             "throw -punch -kick -up -jab -hand -hands -arm | toss -aside | hurl | fling | lob | pitch ball",
         .name = "throws",
         .alone = "throw",
         .seen = [](const MotionFacts& f,
                    AskedSide) { return std::max(f.arm[kLeft].throw_mps, f.arm[kRight].throw_mps) > 2.2; }},
    };
}

KnownActions known_head() {
    return {
        {.words = "nod | say yes",
         .name = "nods",
         .alone = "nod",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.nods >= 1; }},
        {.words = "shake head | say no",
         .name = "shakes the head",
         .alone = "shake the head",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.head_shakes >= 1; }},
        {.words = "look around | look left right | glance around | look about | scan",
         .name = "looks around",
         .alone = "look around",
         .seen = looks_both_ways},
        {.words = "look down -walk | look ground | look floor | lower head | head down",
         .name = "looks down",
         .alone = "look down",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.look_down_deg > 14; }},
        {.words = "look up -walk | look sky | look ceiling | head up -move -down -raise",
         .name = "looks up",
         .alone = "look up",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.look_up_deg > 14; }},
    };
}

}  // namespace

KnownActions known_arm_actions() {
    KnownActions all = known_raised_arms();
    for (const auto& part : {known_hands(), known_head()}) all.insert(all.end(), part.begin(), part.end());
    return all;
}

const KnownActions& known_actions() {
    static const KnownActions all = [] {
        KnownActions rows;
        for (const auto& part : {known_gaits(), known_body_actions(), known_arm_actions()})
            rows.insert(rows.end(), part.begin(), part.end());
        return rows;
    }();
    return all;
}

}  // namespace im
