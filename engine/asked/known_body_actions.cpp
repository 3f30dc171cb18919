// Blows, jumps, legs, the trunk, and the floor.

#include <algorithm>
#include <cmath>

#include "engine/asked/known_actions.h"

namespace im {
namespace {

template <BodyPosture posture>
Mask when_in(const MotionFacts& f, AskedSide) {
    return f.in(posture);
}
template <BodyPosture posture>
bool gets_into(const MotionFacts& f, AskedSide) {
    return f.seconds(f.in(posture)) > 0.25;
}

bool rises(const MotionFacts& f, AskedSide) {
    return f.body.end == BodyPosture::Standing &&
           (f.body.start != BodyPosture::Standing ||
            f.seconds_in_all(f.in(BodyPosture::Standing)) < f.signals.seconds(f.signals.frames) - 0.4);
}
bool turns(const MotionFacts& f, AskedSide side) {
    return on_side(side, [&](Side to) { return (to == kLeft ? f.turn.left_deg : f.turn.right_deg) > 30; });
}
bool jumps(const MotionFacts& f, AskedSide) {
    return f.body.jumps >= 1;
}

KnownActions known_blows_and_jumps() {
    return {
        {.words = "punch | jab | uppercut | hook -fish | box -lift -pick -carry -push -hold",
         .name = "punches",
         .alone = "punch",
         .alone_left = "punch with the left hand",
         .alone_right = "punch with the right hand",
         .seen =
             [](const MotionFacts& f, AskedSide side) {
                 return on_side(side,
                                [&](Side s) { return f.arm[s].punches >= 1 || f.arm[s].strike_mps > 1.45; });
             }},
        {.words = "kick",
         .name = "kicks",
         .alone = "kick",
         .alone_left = "kick with the left leg",
         .alone_right = "kick with the right leg",
         .seen = [](const MotionFacts& f,
                    AskedSide side) { return on_side(side, [&](Side s) { return f.leg[s].kicks >= 1; }); }},
        {.words = "jump jack | =jacks | star jump", .name = "does jumping jacks", .alone = "jumping jacks"},
        {.words =
             "hop one leg | hop one foot | hop left leg | hop right leg | hop left foot | hop right foot | "
             "hop single leg | one-legged hop",
         .name = "hops on one leg",
         .alone = "hop on one leg",
         .seen = [](const MotionFacts& f,
                    AskedSide side) { return on_side(side, [&](Side s) { return f.leg[s].hops >= 2; }); }},
        {.words = "jump turn | jump spin | jump rotate",
         .name = "jumps and turns",
         .alone = "jump and turn",
         .seen = jumps},
        {.words = "jump forward | jump forwards | jump ahead | long jump | leap forward",
         .name = "jumps forward",
         .alone = "jump forward",
         .seen = jumps},
        {.words = "jump -rope | leap | hop",
         .name = "jumps",
         .seen = jumps,
         .when = [](const MotionFacts& f, AskedSide) { return f.body.in_air; }},
        {.words = "turn -head -trunk -torso -wheel -body -upper -waist -page | spin -head | rotate -arm "
                  "-torso -trunk "
                  "-body -waist -shoulder -wrist -hip | pivot | twirl | pirouette | whirl",
         .name = "turns",
         .seen = turns,
         .on_the_spot = true},
    };
}

KnownActions known_legs() {
    return {
        {.words = "squat | knee =bends",
         .name = "squats",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.squats >= 1; }},
        {.words = "lunge -attack",
         .name = "lunges",
         .alone = "lunge",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.lunges >= 1; }},
        {.words = "raise knee | lift knee | knee up | knee raise | pull knee",
         .name = "raises a knee",
         .alone = "raise a knee",
         .seen =
             [](const MotionFacts& f, AskedSide side) {
                 return on_side(side, [&](Side s) { return f.leg[s].knee_raises >= 1; });
             }},
        {.words = "stand one leg | stand one foot | balance one | stand left leg | stand right leg | balance "
                  "left leg | "
                  "balance right leg | stand single leg",
         .name = "stands on one leg",
         .alone = "stand on one leg",
         .seen = [](const MotionFacts& f,
                    AskedSide) { return std::max(f.leg[kLeft].lifted_s, f.leg[kRight].lifted_s) > 0.8; }},
    };
}

KnownActions known_floor() {
    return {
        {.words = "push-up | press-up | =push =ups | =pushups | =press =ups",
         .name = "does push-ups",
         .alone = "push-ups"},
        {.words = "stand up floor | stand up ground | get up floor | get up ground | get feet | rise floor | "
                  "stand up lie | "
                  "get up lie",
         .name = "gets up from the floor",
         .alone = "get up from the floor",
         .seen = rises},
        {.words =
             "stand up -sit -lie | get up -sit -lie | rise -sit -arm -hand | stand floor | get off ground",
         .name = "gets up",
         .seen = rises},
        {.words = "kneel | drop knee -lift -raise | down knee -bend -up -bring | fall knee -bend",
         .name = "kneels",
         .alone = "kneel",
         .seen = gets_into<BodyPosture::Kneeling>,
         .when = when_in<BodyPosture::Kneeling>},
        {.words = "sit down stand | sit stand up",
         .name = "sits down and stands up",
         .alone = "sit down and stand up again",
         .seen = gets_into<BodyPosture::Sitting>},
        {.words = "sit down -up | take seat | have seat | sink chair | settle chair | plop down",
         .name = "sits down",
         .alone = "sit down",
         .seen = gets_into<BodyPosture::Sitting>,
         .when = when_in<BodyPosture::Sitting>},
        {.words = "sit -up | seat",
         .name = "sits",
         .seen = gets_into<BodyPosture::Sitting>,
         .when = when_in<BodyPosture::Sitting>},
        {.words = "lie down | lay down | lie floor | lie ground",
         .name = "lies down",
         .alone = "lie down",
         .seen = gets_into<BodyPosture::Lying>,
         .when = when_in<BodyPosture::Lying>},
    };
}

KnownActions known_trunk() {
    return {
        {.words = "touch toe | reach toe | touch foot",
         .name = "touches the toes",
         .alone = "touch the toes",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.reach_down_m < 0.45; }},
        {.words = "pick ground | pick floor | grab ground",
         .name = "picks something up",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.reach_down_m < 0.5; }},
        {.words = "bow -arrow -shoot -violin -draw -release -aim",
         .name = "bows",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.bows >= 1; },
         .when =
             [](const MotionFacts& f, AskedSide) {
                 return both(both(above(f.signals.lean_deg, 16), f.body.upright), not_in(f.travel.moving));
             }},
        {.words = "bend side | bend sideways | lean side | bend left | bend right | side bend",
         .name = "bends to the side",
         .alone = "side bend",
         .seen = [](const MotionFacts& f,
                    AskedSide) { return std::max(f.body.lean_left_deg, f.body.lean_right_deg) > 12; }},
        {.words = "twist torso | twist trunk | twist waist | twist body | rotate torso | rotate trunk | "
                  "twist upper",
         .name = "twists the trunk",
         .alone = "twist the trunk",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.twists >= 1; }},
    };
}

}  // namespace

KnownActions known_body_actions() {
    KnownActions all = known_blows_and_jumps();
    for (const auto& part : {known_legs(), known_floor(), known_trunk()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

}  // namespace im
