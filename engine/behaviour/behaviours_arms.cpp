// Behaviours of the arms, standing or walking.

#include <algorithm>
#include <cmath>

#include "engine/behaviour/behaviour_groups.h"

namespace im {
namespace {

Mask both_hands(const MotionFacts& f, Mask ArmFacts::*mask) {
    return both(f.arm[kLeft].*mask, f.arm[kRight].*mask);
}

bool waves(const MotionFacts& f, Side side) {
    return f.seconds_in_all(both(f.arm[side].waving, f.arm[side].lifted)) > 0.35 && f.arm[side].swings >= 1 &&
           f.seconds(f.arm[side].lifted) > 0.7 && f.arm[side].raised_s > 0.15;
}

bool rests(const MotionFacts& f, Side side) {
    return f.seconds(f.arm[side].raised) < 0.3 &&
           f.seconds(both(f.arm[side].waving, f.arm[side].lifted)) < 0.6;
}

bool walks_with(const MotionFacts& f, const Mask& arms, double seconds) {
    return f.travel.forward_m > 0.9 && share(f.body.upright) > 0.8 &&
           f.seconds(both(f.travel.moving, arms)) > seconds;
}

bool lone_walk_wave(const MotionFacts& f, Side side) {
    return walks_with(f, f.arm[side].waving, 0.6) && f.arm[side].swings >= 2 &&
           f.seconds_in_all(both(f.travel.moving, f.arm[side].raised)) > 0.4 &&
           f.seconds(f.arm[other(side)].raised) < 0.3;
}

bool lone_walk_raise(const MotionFacts& f, Side side) {
    return walks_with(f, f.arm[side].raised, 0.4) && f.seconds(f.arm[other(side)].raised) < 0.3;
}

/// Of an arm's time in the mask, where it keeps still: a point is held, a swing passes by.
Mask held(const MotionFacts& f, Side side, const Mask& mask) {
    return both(mask, below(smoothed(f.signals.arm[side].speed_mps, 1), 0.6));
}

}  // namespace

Behaviours carried_arm_behaviours() {
    const char* group = "walking with the arms";
    return {
        {"walk while waving the right hand",
         group,
         {"guy strolls along waving hello with his right arm", "wave with your right hand as you walk",
          "she passed by, right hand waving", "walking + waving right"},
         [](const MotionFacts& f) { return lone_walk_wave(f, kRight); }},
        {"walk while waving the left hand",
         group,
         {"guy strolls along waving hello with his left arm", "wave with your left hand as you walk",
          "she passed by, left hand waving", "walking + waving left"},
         [](const MotionFacts& f) { return lone_walk_wave(f, kLeft); }},
        {"walk while waving",
         group,
         {"walk and wave at the same time", "someone waving to fans while walking past",
          "he waved as he went along", "waving hello during a walk"},
         [](const MotionFacts& f) { return lone_walk_wave(f, kRight) || lone_walk_wave(f, kLeft); }},
        {"walk while raising the right hand",
         group,
         {"stroll with your right hand in the air", "guy holds up his right arm as he walks",
          "she kept her right hand raised while she walked", "walking, right arm up"},
         [](const MotionFacts& f) { return lone_walk_raise(f, kRight); }},
        {"walk while raising the left hand",
         group,
         {"stroll with your left hand in the air", "guy holds up his left arm as he walks",
          "she kept her left hand raised while she walked", "walking, left arm up"},
         [](const MotionFacts& f) { return lone_walk_raise(f, kLeft); }},
        {"run with raised hands",
         group,
         {"run with both arms up in the air", "guy running, hands over his head like a winner",
          "she ran with her hands up", "sprint, arms raised high"},
         [](const MotionFacts& f) {
             return f.travel.speed_max_mps > 1.2 && f.travel.forward_m > 1 &&
                    f.steps() > 1.9 * f.signals.seconds(f.signals.frames) &&
                    f.seconds(both(f.travel.moving, both_hands(f, &ArmFacts::raised))) > 0.5;
         }},
        {"walk with hands on hips",
         group,
         {"stroll about, hands on your hips", "guy walking with both hands at his waist",
          "she walked like a model with her hands on her hips", "walking, hands on hips"},
         [](const MotionFacts& f) { return walks_with(f, both_hands(f, &ArmFacts::on_hip), 0.7); }},
        {"walk with arms crossed",
         group,
         {"stroll with your arms folded", "guy walks along with his arms crossed on his chest",
          "she went for a walk, arms folded in front", "cross your arms while you stroll"},
         [](const MotionFacts& f) { return walks_with(f, f.body.arms_crossed, 0.7); }},
        {"walk with hands behind the back",
         group,
         {"stroll with hands held behind your back", "guy walks like a professor, hands behind him",
          "she paced about with her hands at her back", "walking, both hands behind back"},
         [](const MotionFacts& f) { return walks_with(f, both_hands(f, &ArmFacts::behind_back), 0.7); }},
        {"walk with hands behind the head",
         group,
         {"stroll with hands clasped at the back of your head",
          "guy walks like a prisoner, hands behind his head",
          "she walked relaxed, hands folded behind her head", "walking, both hands behind head"},
         [](const MotionFacts& f) { return walks_with(f, both_hands(f, &ArmFacts::behind_head), 0.7); }},
        {"walk and talk on the phone",
         group,
         {"chat on a mobile as you walk", "guy walking, phone pressed to his ear",
          "she took a call while she was walking", "walking during a phone call"},
         [](const MotionFacts& f) {
             return walks_with(f, f.arm[kLeft].at_ear, 0.7) || walks_with(f, f.arm[kRight].at_ear, 0.7);
         }},
        {"walk and look around",
         group,
         {"look left and right as you walk", "a tourist strolling, looking at everything",
          "she glanced around while she walked", "walking, head turning both ways"},
         [](const MotionFacts& f) {
             return walks_forward(f) && f.body.look_left_deg > 22 && f.body.look_right_deg > 22;
         }},
    };
}

Behaviours raised_hand_behaviours() {
    const char* group = "waving and raising";
    const auto waves_alone = [](const MotionFacts& f, Side side) {
        return stays(f) && waves(f, side) && rests(f, other(side));
    };
    const auto raises_alone = [](const MotionFacts& f, Side side) {
        return stays(f) && f.seconds(f.arm[side].raised) > 0.25 && f.seconds(f.arm[other(side)].raised) < 0.2;
    };
    return {
        {"wave the right hand",
         group,
         {"wave hi with the right hand", "guy waving his right arm at somebody",
          "she said hello with a right-handed wave", "right hand wave"},
         [waves_alone](const MotionFacts& f) { return waves_alone(f, kRight); }},
        {"wave the left hand",
         group,
         {"wave hi with the left hand", "guy waving his left arm at somebody",
          "she said hello with a left-handed wave", "left hand wave"},
         [waves_alone](const MotionFacts& f) { return waves_alone(f, kLeft); }},
        {"wave both hands",
         group,
         {"wave with both of your arms", "guy waving two arms in the air for help",
          "she waved both her hands like mad", "two-handed wave"},
         [](const MotionFacts& f) {
             return stays(f) && f.body.jumps == 0 && waves(f, kLeft) && waves(f, kRight) &&
                    f.arm[kLeft].swings + f.arm[kRight].swings >= 4 &&
                    f.seconds(both_hands(f, &ArmFacts::raised)) > 0.3;
         }},
        {"wave",
         group,
         {"say hi", "guy waves at a friend", "she was waving goodbye to everybody", "give me a wave"},
         [waves_alone](const MotionFacts& f) { return waves_alone(f, kLeft) || waves_alone(f, kRight); }},
        {"raise the right hand",
         group,
         {"put your right hand up", "guy lifting his right arm to ask a question",
          "she had raised her right arm", "right arm up"},
         [raises_alone](const MotionFacts& f) { return raises_alone(f, kRight); }},
        {"raise the left hand",
         group,
         {"could you lift the left arm", "guy lifting his left arm to ask a question",
          "she had raised her left arm", "left arm up"},
         [raises_alone](const MotionFacts& f) { return raises_alone(f, kLeft); }},
        {"raise both hands",
         group,
         {"hands up!", "guy puts up both his arms", "she surrendered with her hands in the air",
          "both arms up"},
         [](const MotionFacts& f) { return stays(f) && f.seconds(both_hands(f, &ArmFacts::raised)) > 0.25; }},
        {"cheer",
         group,
         {"celebrate like you won", "guy cheering for his team, fists in the air",
          "she threw up her arms in triumph", "hooray"},
         [](const MotionFacts& f) {
             const auto punches_air = [&](Side side) {
                 const ArmSignals& arm = f.signals.arm[side];
                 return f.seconds(above(arm.over_head_m, 0.08)) > 0.2;
             };
             return f.travel.furthest_m < 0.8 && (punches_air(kLeft) || punches_air(kRight)) &&
                    std::max(f.arm[kLeft].speed_max_mps, f.arm[kRight].speed_max_mps) > 2.0;
         }},
    };
}

Behaviours arm_pose_behaviours() {
    const char* group = "arm poses";
    return {
        {"arms crossed",
         group,
         {"arms crossed please, like a bouncer", "guy standing there with his arms crossed",
          "she crossed her arms, annoyed", "arms folded over the chest"},
         [](const MotionFacts& f) { return stays(f) && f.seconds(f.body.arms_crossed) > 0.4; }},
        {"hands on hips",
         group,
         {"both hands go on the waist", "guy standing akimbo", "she stood there, hands on hips like a boss",
          "hands at the waist"},
         [](const MotionFacts& f) { return stays(f) && f.seconds(both_hands(f, &ArmFacts::on_hip)) > 0.4; }},
        {"hands behind the back",
         group,
         {"hide both hands behind you", "guy standing with both hands clasped behind him",
          "she held her hands at her back", "hands behind back, at ease"},
         [](const MotionFacts& f) {
             return stays(f) && f.seconds(both_hands(f, &ArmFacts::behind_back)) > 0.4;
         }},
        {"arms out to the sides",
         group,
         {"make a T with your body", "guy holding his arms straight out sideways",
          "she spread her arms like wings", "arms out, T pose"},
         [](const MotionFacts& f) {
             return stays(f) && f.seconds(both_hands(f, &ArmFacts::level_out)) > 0.3;
         }},
        {"stretch the arms overhead",
         group,
         {"have a good stretch", "guy stretching, arms above his head",
          "she reached for the ceiling with both hands", "stretch up high after a nap"},
         [](const MotionFacts& f) {
             return stays(f) && f.seconds(f.body.both_high) > 0.3 && f.seconds(f.body.hands_joined_up) > 0.25;
         }},
        {"circle the arms",
         group,
         {"windmill your arms", "guy warming up by circling his arms",
          "she swung her arms round in big circles", "arm circles as a warm-up"},
         [](const MotionFacts& f) {
             const auto circles = [&](Side side) {
                 const auto& arm = f.signals.arm[side];
                 return count_rises(arm.aim_up_deg, 35, -35) >= 1 && f.arm[side].speed_max_mps > 1.5 &&
                        quantile(arm.elbow_deg, 0.3) > 135 && greatest(arm.over_head_m) > 0.2 &&
                        f.seconds(f.arm[side].high) < 1.2 && greatest(arm.forward_m) > 0.25 &&
                        quantile(arm.reach_m, 0.3) > 0.42;
             };
             return stays(f) && f.body.jumps == 0 && (circles(kLeft) || circles(kRight));
         }},
        {"pray",
         group,
         {"say a prayer", "guy praying with his palms pressed together",
          "she put her palms together in front of her chest", "hands folded in prayer"},
         [](const MotionFacts& f) {
             return stays(f) && f.seconds(f.body.hands_together) > 0.5 && f.body.claps <= 1;
         }},
        {"shrug",
         group,
         {"shrug, no idea", "guy shrugging his shoulders", "she shrugged as if she did not know",
          "I don't know gesture"},
         [](const MotionFacts& f) {
             return stays(f) && hands_down(f) && f.body.shoulders_rise_m > 0.02 && f.travel.path_m < 0.5;
         }},
    };
}

Behaviours pointing_behaviours() {
    const char* group = "pointing";
    const auto to_left = [](const MotionFacts& f) {
        return f.seconds(held(f, kLeft, f.arm[kLeft].level_out)) > 0.2 ||
               f.seconds(held(f, kRight, f.arm[kRight].level_across)) > 0.2;
    };
    const auto to_right = [](const MotionFacts& f) {
        return f.seconds(held(f, kRight, f.arm[kRight].level_out)) > 0.2 ||
               f.seconds(held(f, kLeft, f.arm[kLeft].level_across)) > 0.2;
    };
    return {
        {"point forward",
         group,
         {"aim your finger at what is in front", "guy points at what is before him",
          "she pointed her finger straight to the front", "pointing at the camera"},
         [](const MotionFacts& f) {
             return stays(f) && f.seconds(both_hands(f, &ArmFacts::level_ahead)) < 0.2 &&
                    (f.seconds(held(f, kLeft, f.arm[kLeft].level_ahead)) > 0.25 ||
                     f.seconds(held(f, kRight, f.arm[kRight].level_ahead)) > 0.25);
         }},
        {"point to the left",
         group,
         {"finger out to the left please", "guy pointing out something on his left",
          "she pointed over to the left-hand side", "show the way to the left"},
         [=](const MotionFacts& f) { return stays(f) && to_left(f) && !to_right(f); }},
        {"point to the right",
         group,
         {"finger out to the right please", "guy pointing out something on his right",
          "she pointed over to the right-hand side", "show the way to the right"},
         [=](const MotionFacts& f) { return stays(f) && to_right(f) && !to_left(f); }},
        {"point up",
         group,
         {"point at the ceiling", "guy pointing up to a plane", "she pointed upwards with one finger",
          "pointing skywards"},
         [](const MotionFacts& f) {
             const auto up = [&](Side side) {
                 return both(above(f.signals.arm[side].aim_up_deg, 48),
                             above(f.signals.arm[side].reach_m, 0.4));
             };
             return stays(f) && f.seconds(either(up(kLeft), up(kRight))) > 0.25 &&
                    f.seconds(both_hands(f, &ArmFacts::raised)) < 0.25;
         }},
    };
}

}  // namespace im
