// Behaviours that go somewhere, turn or stop.

#include <algorithm>
#include <cmath>

#include "engine/behaviour/behaviour_groups.h"

namespace im {
namespace {

bool between(double value, double low, double high) {
    return value > low && value < high;
}

/// Turns on the spot by about `degrees`, left positive.
bool turns_on_spot(const MotionFacts& f, double degrees, double tolerance) {
    return std::abs(f.turn.net_deg - degrees) < tolerance && f.travel.furthest_m < 0.8 &&
           share(f.body.upright) > 0.8 && f.body.jumps == 0;
}

/// Steps a second while it travels or marches.
double step_rate(const MotionFacts& f) {
    return f.steps() / std::max(0.5, f.signals.seconds(f.signals.frames));
}

bool side_steps(const MotionFacts& f, double to_side_m, double to_other_m) {
    return to_side_m > 0.3 && to_side_m > 1.8 * (f.travel.forward_m + f.travel.back_m) &&
           to_side_m > 3 * to_other_m && std::abs(f.turn.net_deg) < 50 && share(f.body.upright) > 0.8;
}

}  // namespace

Behaviours walking_behaviours() {
    const char* group = "walking";
    return {
        {"walk",
         group,
         {"Walk straight on please", "guy strolling down the street", "she just walked forward a bit",
          "an ordinary walk"},
         [](const MotionFacts& f) {
             return walks_forward(f) && f.travel.speed_max_mps < 2.3 && f.body.jumps == 0;
         }},
        {"walk slowly",
         group,
         {"take it easy, walk really slowly", "an old man shuffles along at a very slow pace",
          "slow walking, no hurry at all", "she ambled slowly ahead"},
         [](const MotionFacts& f) {
             return f.travel.forward_m > 0.6 && f.travel.forward_m > 2.5 * f.travel.back_m &&
                    f.travel.speed_mps < 0.85 && share(f.body.upright) > 0.8;
         }},
        {"walk fast",
         group,
         {"hurry up and walk faster", "brisk power walking", "a commuter rushes along on foot",
          "he walked very quickly as if late"},
         [](const MotionFacts& f) {
             return walks_forward(f) && between(f.travel.speed_mps, 1.2, 2.9) && f.body.jumps == 0;
         }},
        {"walk backwards",
         group,
         {"back up a few steps", "guy walking in reverse", "she retreated without turning around",
          "go backwards slowly"},
         [](const MotionFacts& f) {
             return f.travel.back_m > 0.5 && f.travel.back_m > 2.5 * f.travel.forward_m &&
                    f.travel.back_m > f.travel.left_m + f.travel.right_m && share(f.body.upright) > 0.8;
         }},
        {"run",
         group,
         {"run for it!", "guy sprinting after a bus", "she jogged down the road",
          "running straight as fast as possible"},
         [](const MotionFacts& f) {
             return f.travel.forward_m > 1.5 && share(f.body.upright) > 0.8 &&
                    (f.travel.speed_max_mps > 1.7 || (f.travel.speed_max_mps > 1.2 && step_rate(f) > 2.4));
         }},
        {"jog in place",
         group,
         {"jogging on the spot to warm up", "run without moving from where you are", "he ran in one place",
          "keep jogging right there"},
         [](const MotionFacts& f) {
             return f.travel.furthest_m < 0.9 && f.steps() >= 5 && step_rate(f) > 1.9 &&
                    f.body.legs_mps > 0.35 && std::abs(f.leg[kLeft].steps - f.leg[kRight].steps) <= 2 &&
                    share(f.body.upright) > 0.8 && f.body.jumps <= 1 && f.body.spread_m < 0.7 &&
                    hands_down(f);
         }},
        {"march in place",
         group,
         {"march where you stand like a soldier", "walking on the spot with knees up",
          "he marched without going anywhere", "step in place, knees high"},
         [](const MotionFacts& f) {
             return f.travel.furthest_m < 0.8 && f.leg[kLeft].knee_raises >= 2 &&
                    f.leg[kRight].knee_raises >= 2 &&
                    std::abs(f.leg[kLeft].knee_raises - f.leg[kRight].knee_raises) <= 1 &&
                    share(f.body.upright) > 0.8 && f.body.jumps <= 1;
         }},
    };
}

Behaviours gait_behaviours() {
    const char* group = "walking";
    return {
        {"tiptoe",
         group,
         {"sneak past quietly on your tiptoes", "a burglar creeping on the tips of his toes",
          "she tiptoed so nobody would hear", "walking on toes, heels up"},
         [](const MotionFacts& f) {
             return f.travel.forward_m > 0.7 && std::min(f.leg[kLeft].heel_m, f.leg[kRight].heel_m) > 0.095 &&
                    f.travel.speed_max_mps < 1.3 && share(f.body.upright) > 0.8;
         }},
        {"crouch walk",
         group,
         {"walk while crouching low", "sneaking ahead bent down like a ninja",
          "she crept along with bent knees", "move forward staying really low"},
         [](const MotionFacts& f) {
             return f.travel.forward_m > 0.5 && share(f.body.low) > 0.6 &&
                    share(f.in(BodyPosture::OnAllFours)) < 0.3 && share(f.in(BodyPosture::Lying)) < 0.2 &&
                    f.seconds(both(f.body.low, f.travel.moving)) > 0.8;
         }},
        {"limp",
         group,
         {"guy limping with a hurt leg", "limp along painfully", "she hobbled, one foot was injured",
          "an injured person drags one foot"},
         [](const MotionFacts& f) {
             return f.travel.forward_m > 0.7 && f.body.stance_height_m > 0.013 &&
                    f.body.stance_speed_mps > 0.10 && f.travel.speed_mps < 1.3 &&
                    share(f.body.upright) > 0.8 && f.steps() >= 3;
         }},
        {"side steps left",
         group,
         {"shuffle over to your left", "moving sideways leftwards like a crab",
          "he stepped to the left side twice", "take a few steps left, still facing front"},
         [](const MotionFacts& f) { return side_steps(f, f.travel.left_m, f.travel.right_m); }},
        {"side steps right",
         group,
         {"shuffle over to your right", "moving sideways rightwards like a crab",
          "he stepped to the right side twice", "take a few steps right, still facing front"},
         [](const MotionFacts& f) { return side_steps(f, f.travel.right_m, f.travel.left_m); }},
        {"climb stairs",
         group,
         {"go up the staircase", "guy climbing up some stairs", "she went upstairs", "walk up three steps"},
         [](const MotionFacts& f) {
             return f.body.climb_m > 0.25 && f.signals.pelvis_m.back() - f.signals.pelvis_m.front() > 0.25 &&
                    f.steps() >= 2 && f.travel.net_m > 0.3;
         }},
    };
}

Behaviours turning_behaviours() {
    const char* group = "turning";
    return {
        {"turn left on the spot",
         group,
         {"rotate left by ninety degrees", "guy pivots to his left", "she faced left without walking away",
          "quarter turn left, stay there"},
         [](const MotionFacts& f) { return turns_on_spot(f, 90, 45); }},
        {"turn right on the spot",
         group,
         {"rotate right by ninety degrees", "guy pivots to his right", "she faced right without walking away",
          "quarter turn right, stay there"},
         [](const MotionFacts& f) { return turns_on_spot(f, -90, 45); }},
        {"turn around",
         group,
         {"face the opposite direction", "guy turning round to look behind him",
          "she turned about on the spot", "do a 180"},
         [](const MotionFacts& f) { return turns_on_spot(f, 180, 45) || turns_on_spot(f, -180, 45); }},
        {"spin once",
         group,
         {"one full spin, 360", "guy spinning round one time on the spot", "she twirled around completely",
          "pirouette once around"},
         [](const MotionFacts& f) { return turns_on_spot(f, 360, 60) || turns_on_spot(f, -360, 60); }},
        {"spin twice",
         group,
         {"spin round and round, 2 times", "guy doing two complete spins", "she twirled twice",
          "make two full turns on the spot"},
         [](const MotionFacts& f) { return turns_on_spot(f, 720, 90) || turns_on_spot(f, -720, 90); }},
        {"walk and turn left",
         group,
         {"walk, then take a left at the corner", "guy walking and bearing left",
          "she went ahead and turned off to the left", "go forward and hang a left"},
         [](const MotionFacts& f) {
             return f.travel.forward_m > 1 && between(f.turn.net_deg, 35, 210) &&
                    f.turn.moving_net_deg > 30 && share(f.body.upright) > 0.8;
         }},
        {"walk and turn right",
         group,
         {"walk, then take a right at the corner", "guy walking and bearing right",
          "she went ahead and turned off to the right", "go forward and hang a right"},
         [](const MotionFacts& f) {
             return f.travel.forward_m > 1 && between(f.turn.net_deg, -210, -35) &&
                    f.turn.moving_net_deg < -30 && share(f.body.upright) > 0.8;
         }},
    };
}

Behaviours path_behaviours() {
    const char* group = "paths";
    const auto circles = [](const MotionFacts& f, double sign) {
        return sign * f.path.turned_deg > 130 && sign * f.turn.net_deg > 110 && f.path.bends <= 1 &&
               f.path.sharpest_deg < 100 && f.travel.forward_m > 1.5 && share(f.body.upright) > 0.8;
    };
    return {
        {"circle to the left",
         group,
         {"walk round in a circle going left", "guy circling anticlockwise",
          "she paced a ring, always turning left", "left-handed loop, on foot"},
         [circles](const MotionFacts& f) { return circles(f, 1); }},
        {"circle to the right",
         group,
         {"walk round in a circle going right", "guy circling clockwise",
          "she paced a ring, always turning right", "right-handed loop, on foot"},
         [circles](const MotionFacts& f) { return circles(f, -1); }},
        {"circle",
         group,
         {"walk the whole way around a circle", "going round and round in a ring", "he walked a full loop",
          "circular walk please"},
         [circles](const MotionFacts& f) { return circles(f, 1) || circles(f, -1); }},
        {"S curve",
         group,
         {"follow an S shaped path", "guy weaving left and right as he walks",
          "she wandered along a winding path", "slither forward in bends like a river"},
         [](const MotionFacts& f) {
             return f.path.bends >= 2 && f.path.bends <= 4 && f.travel.forward_m > 1.5 &&
                    f.path.straightness > 0.45 && share(f.body.upright) > 0.8;
         }},
        {"zigzag",
         group,
         {"zigzag forward", "guy zigzagging down the road", "she walked in zigzags like a drunk",
          "go ahead left right left right in a zig zag line"},
         [](const MotionFacts& f) {
             return f.path.bends >= 2 && f.travel.forward_m > 1.5 && f.path.straightness > 0.45 &&
                    share(f.body.upright) > 0.8;
         }},
        {"there and back",
         group,
         {"walk over there and come back", "guy goes forward, turns round and returns",
          "she walked away and then came back again", "pace to and fro"},
         [](const MotionFacts& f) {
             return f.travel.furthest_m > 0.8 && f.travel.net_m < 0.55 * f.travel.furthest_m &&
                    std::max(f.turn.left_deg, f.turn.right_deg) > 120 && f.path.straightness < 0.6 &&
                    f.path.sharpest_deg > 70;
         }},
    };
}

Behaviours stop_behaviours() {
    const char* group = "stops";
    return {
        {"walk then stop",
         group,
         {"walk a little and then halt", "guy walks up and stops dead",
          "she came walking and then stood there", "go forward, stop, stay"},
         [](const MotionFacts& f) {
             return f.travel.forward_m > 0.8 && f.travel.still_end_s > 0.6 && f.travel.still_start_s < 1.2 &&
                    share(f.body.upright) > 0.8;
         }},
        {"stand then walk",
         group,
         {"wait a moment, then start walking", "guy stands there and then sets off",
          "she stood for a second before she walked away", "first don't move, afterwards walk"},
         [](const MotionFacts& f) {
             return f.travel.forward_m > 0.8 && f.travel.still_start_s > 0.6 && f.travel.still_end_s < 1.2 &&
                    share(f.body.upright) > 0.8;
         }},
        {"stand still",
         group,
         {"don't move", "just stand there", "guy waiting without moving", "she stood completely still"},
         [](const MotionFacts& f) {
             return f.travel.path_m < 0.5 && f.travel.furthest_m < 0.3 && hands_down(f) &&
                    share(f.body.upright) > 0.95 && f.body.legs_mps < 0.3 &&
                    std::max(quantile(f.signals.arm[kLeft].speed_mps, 0.9),
                             quantile(f.signals.arm[kRight].speed_mps, 0.9)) < 0.45;
         }},
    };
}

}  // namespace im
