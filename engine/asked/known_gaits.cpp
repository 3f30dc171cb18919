// Going, running, turning on the way.

#include <algorithm>

#include "engine/asked/known_actions.h"

namespace im {
namespace {

Mask moving(const MotionFacts& f, AskedSide) {
    return f.travel.moving;
}
bool goes(const MotionFacts& f, AskedSide) {
    return f.travel.path_m > 0.6;
}
bool goes_backwards(const MotionFacts& f, AskedSide) {
    return f.travel.back_m > 0.4;
}
bool goes_sideways(const MotionFacts& f, AskedSide side) {
    return on_side(side, [&](Side to) { return (to == kLeft ? f.travel.left_m : f.travel.right_m) > 0.25; });
}
bool runs(const MotionFacts& f, AskedSide) {
    return f.travel.speed_max_mps > 1.2;
}
bool steps_on_the_spot(const MotionFacts& f, AskedSide) {
    return f.steps() >= 4;
}
bool comes_back(const MotionFacts& f, AskedSide) {
    return f.travel.furthest_m > 0.8 && f.travel.net_m < 0.6 * f.travel.furthest_m;
}

}  // namespace

// Over 80 lines, for it is one table, in the order in which its rows are tried.
KnownActions known_gaits() {
    constexpr auto gait = KnownAction::Part::Gait;
    return {
        {.part = gait,
         .words = "stair -down -descend | staircase -down -descend | upstairs | climb step",
         .name = "climbs stairs",
         .alone = "climb stairs",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.climb_m > 0.2; }},
        {.part = gait,
         .words = "crawl | all fours",
         .name = "crawls",
         .alone = "crawl",
         .seen =
             [](const MotionFacts& f, AskedSide) {
                 return f.seconds_in_all(either(f.in(BodyPosture::OnAllFours), f.in(BodyPosture::Lying))) >
                        0.5;
             }},
        {.part = gait,
         .words = "tiptoe -reach -stretch | walk tip toe | walk toe",
         .name = "tiptoes",
         .alone = "tiptoe",
         .seen =
             [](const MotionFacts& f, AskedSide) {
                 return f.travel.path_m > 0.4 && std::min(f.leg[kLeft].heel_m, f.leg[kRight].heel_m) > 0.085;
             },
         .when = moving},
        {.part = gait,
         .words = "crouch walk | walk low | crouch forward | sneak crouch | sneak low | walk bent knee | "
                  "creep low",
         .name = "walks crouched",
         .alone = "crouch walk",
         .seen = [](const MotionFacts& f,
                    AskedSide) { return f.seconds(both(f.body.low, f.travel.moving)) > 0.5; },
         .when = moving},
        {.part = gait,
         .words = "limp | hobble | walk injured | walk hurt",
         .name = "limps",
         .alone = "limp",
         .seen = [](const MotionFacts& f, AskedSide) { return f.body.stance_height_m > 0.011; },
         .when = moving},
        {.part = gait,
         .words = "walk back forth | walk to fro | pace back forth | pace to fro | come back -up | walk "
                  "there back | "
                  "return -step",
         .name = "comes back",
         .alone = "there and back",
         .seen = comes_back},
        {.part = gait,
         .words = "jog place | jog spot | run place | run spot",
         .name = "runs on the spot",
         .alone = "jog in place",
         .seen = steps_on_the_spot},
        {.part = gait,
         .words = "march place | march spot | walk place | walk spot | step place knee",
         .name = "steps on the spot",
         .seen = steps_on_the_spot,
         .on_the_spot = true},
        {.part = gait,
         .words =
             "walk s shape | walk s-shape | walk winding | walk weave | walk serpentine | walk s curve | "
             "walk s path | walk s-curve",
         .name = "walks in an S",
         .alone = "S curve",
         .seen = [](const MotionFacts& f, AskedSide) { return f.path.bends >= 2; },
         .when = moving},
        {.part = gait,
         .words = "walk zigzag | run zigzag | zigzag",
         .name = "zigzags",
         .alone = "zigzag",
         .seen = [](const MotionFacts& f, AskedSide) { return f.path.bends >= 2; },
         .when = moving},
        {.part = gait,
         .words =
             "walk backward | walk backwards | step backward | step backwards | move backwards | back up | "
             "walk reverse | go backwards | retreat | step back -forth -in",
         .name = "goes backwards",
         .alone = "walk backwards",
         .seen = goes_backwards,
         .when = moving},
        {.part = gait,
         .words = "side step | sidestep | step left side | step right side | step sideways | walk sideways | "
                  "shuffle left | shuffle right | move sideways",
         .name = "steps sideways",
         .alone_left = "side steps left",
         .alone_right = "side steps right",
         .seen = goes_sideways},
        {.part = gait,
         .words = "run -kick | jog | sprint | dash | race | trot",
         .name = "runs",
         .seen = runs,
         .when = moving},
        {.part = gait,
         .words = "walk slow -turn -circle | walk slowly -turn -circle | stroll slowly",
         .name = "walks slowly",
         .alone = "walk slowly",
         .seen = [](const MotionFacts& f,
                    AskedSide) { return f.travel.path_m > 0.4 && f.travel.speed_mps < 0.9; },
         .when = moving},
        {.part = gait,
         .words =
             "walk fast -turn -circle | walk quickly -turn -circle | walk briskly -turn -circle | walk brisk",
         .name = "walks fast",
         .alone = "walk fast",
         .seen = [](const MotionFacts& f, AskedSide) { return f.travel.speed_mps > 1.1; },
         .when = moving},
        {.part = gait,
         .words =
             "walk forward -turn -left -right -curve -circle | walk ahead -turn -left -right -curve -circle",
         .name = "walks forward",
         .alone = "walk",
         .seen = goes,
         .when = moving},
        {.part = gait,
         .words = "walk | stroll | stride | amble | wander | saunter | pace | trudge | march -place -spot",
         .name = "walks",
         .seen = goes,
         .when = moving},
    };
}

}  // namespace im
