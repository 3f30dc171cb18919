// Behaviours of hands at the head and the trunk, of claps, of the head, and of work with the hands.

#include <algorithm>
#include <cmath>

#include "engine/behaviour/behaviour_groups.h"

namespace im {
namespace {

/// One hand is there for so long, and the other is not.
bool one_hand_at(const MotionFacts& f, Mask ArmFacts::*place, double seconds) {
    return (f.seconds(f.arm[kLeft].*place) > seconds) != (f.seconds(f.arm[kRight].*place) > seconds);
}

Mask both_hands(const MotionFacts& f, Mask ArmFacts::*mask) {
    return both(f.arm[kLeft].*mask, f.arm[kRight].*mask);
}

}  // namespace

Behaviours clap_behaviours() {
    const char* group = "gestures";
    return {
        {"clap",
         group,
         {"give them a hand", "guy clapping at a concert", "she clapped", "round of applause"},
         [](const MotionFacts& f) { return f.body.claps >= 2; }},
        {"clap three times",
         group,
         {"clap 3 times", "three claps please", "guy claps his hands exactly three times",
          "she clapped thrice"},
         [](const MotionFacts& f) { return f.body.claps == 3; },
         0.8},
    };
}

Behaviours hand_behaviours() {
    const char* group = "gestures";
    return {
        {"salute",
         group,
         {"salute like a soldier", "guy saluting the flag", "she saluted her officer",
          "military greeting, hand at the forehead"},
         [](const MotionFacts& f) { return stays(f) && one_hand_at(f, &ArmFacts::at_brow, 0.25); }},
        {"scratch the head",
         group,
         {"scratch your head", "guy scratching his head, puzzled", "she scratched her head while thinking",
          "head scratching"},
         [](const MotionFacts& f) {
             const auto at = [&](Side side) {
                 Mask mask = below(f.signals.arm[side].hand_to_head_m, 0.29);
                 for (std::size_t t = 0; t < mask.size(); ++t)
                     mask[t] = mask[t] && f.signals.arm[side].over_head_m[t] > -0.07 &&
                               f.signals.arm[side].elbow_up_m[t] > -0.05;
                 return mask;
             };
             return stays(f) && (f.seconds(at(kLeft)) > 0.3) != (f.seconds(at(kRight)) > 0.3);
         }},
        {"talk on the phone",
         group,
         {"ring someone up", "guy on the phone", "she answered her mobile", "phone at the ear, talking"},
         [](const MotionFacts& f) { return stays(f) && one_hand_at(f, &ArmFacts::at_ear, 0.4); }},
        {"hand on heart",
         group,
         {"put a hand over your heart", "guy with his hand on his chest, sincere",
          "she laid a hand on her heart", "hand to heart, pledge"},
         [](const MotionFacts& f) {
             return stays(f) && one_hand_at(f, &ArmFacts::at_chest, 0.4) &&
                    f.seconds(f.body.arms_crossed) < 0.2;
         }},
        {"cover the face",
         group,
         {"bury your face in your hands", "guy covering his face in shame",
          "she hid her face behind her hands", "both hands over the face"},
         [](const MotionFacts& f) {
             return f.seconds(both_hands(f, &ArmFacts::at_face)) > 0.3 && stays(f) && f.body.claps <= 1 &&
                    f.seconds(both(both_hands(f, &ArmFacts::at_face), above(f.signals.hands_apart_m, 0.1))) >
                        0.3;
         }},
        {"drink",
         group,
         {"take a sip of water", "guy drinking from a bottle", "she drank a cup of tea",
          "gulp down a glass of juice"},
         [](const MotionFacts& f) {
             const auto sips = [&](Side side) {
                 return f.seconds(both(f.arm[side].raised, both(below(f.signals.arm[side].to_head_m, 0.32),
                                                                below(f.signals.arm[side].elbow_deg, 110))));
             };
             return stays(f) && (sips(kLeft) > 0.3) != (sips(kRight) > 0.3);
         }},
        {"think with a hand at the chin",
         group,
         {"stroke your chin", "guy pondering, hand on chin",
          "she rested her chin on her hand and thought about it", "thinking pose"},
         [](const MotionFacts& f) {
             const auto at = [&](Side side) {
                 Mask mask = f.arm[side].at_face;
                 for (std::size_t t = 0; t < mask.size(); ++t)
                     mask[t] = mask[t] && f.signals.arm[side].to_head_m[t] < 0.25 &&
                               f.signals.arm[side].elbow_up_m[t] < -0.15;
                 return f.seconds(mask);
             };
             return stays(f) && (at(kLeft) > 0.4) != (at(kRight) > 0.4);
         }},
        {"rub the belly",
         group,
         {"rub your tummy", "guy rubbing his stomach, hungry", "she patted her belly",
          "hand circling on the stomach"},
         [](const MotionFacts& f) {
             return stays(f) && one_hand_at(f, &ArmFacts::at_belly, 0.5) &&
                    f.seconds(f.body.arms_crossed) < 0.2;
         }},
    };
}

Behaviours head_behaviours() {
    const char* group = "head";
    // Head alone: both hands hang.
    const auto calm = [](const MotionFacts& f) {
        return stays(f) && hands_down(f) && share(both_hands(f, &ArmFacts::hanging)) > 0.6 &&
               std::max(quantile(f.signals.arm[kLeft].speed_mps, 0.9),
                        quantile(f.signals.arm[kRight].speed_mps, 0.9)) < 0.7;
    };
    return {
        {"nod",
         group,
         {"give me a nod", "guy nodding yes", "she nodded at him", "say yes without words"},
         [calm](const MotionFacts& f) {
             return calm(f) && f.body.nods >= 1 && f.body.head_shakes <= 1 && f.body.bow_deg < 30;
         }},
        {"shake the head",
         group,
         {"shake your head", "guy shaking his head no", "she shook her head at the idea",
          "say no without words"},
         [calm](const MotionFacts& f) { return calm(f) && f.body.head_shakes >= 2; }},
        {"look around",
         group,
         {"have a look round", "guy looking all around him", "she scanned the room",
          "searching with the eyes left and right"},
         [calm](const MotionFacts& f) {
             return calm(f) && f.body.look_left_deg > 16 && f.body.look_right_deg > 16;
         }},
        {"look down",
         group,
         {"look at your shoes", "guy staring at the ground", "she lowered her gaze", "head down, sad"},
         [calm](const MotionFacts& f) {
             return calm(f) && f.body.look_down_deg > 18 && f.body.bow_deg < 35;
         }},
        {"look up",
         group,
         {"look at the sky", "guy staring at the ceiling", "she lifted her gaze to the stars", "head up"},
         [calm](const MotionFacts& f) { return calm(f) && f.body.look_up_deg > 18; }},
    };
}

Behaviours work_behaviours() {
    const char* group = "everyday work";
    return {
        {"pick something up",
         group,
         {"grab that thing off the ground", "guy bending to pick up a coin",
          "she picked her keys up from the floor", "get it from the ground and stand again"},
         [](const MotionFacts& f) {
             return f.body.reach_down_m < 0.45 && f.body.end == BodyPosture::Standing &&
                    f.body.start == BodyPosture::Standing && f.travel.furthest_m < 1.2 && f.body.jumps == 0;
         }},
        {"push",
         group,
         {"push that wall", "guy shoving a heavy crate", "she pushed with both hands", "push the car"},
         [](const MotionFacts& f) {
             return f.seconds(both(both_hands(f, &ArmFacts::lifted),
                                   both(above(f.signals.arm[kLeft].forward_m, 0.3),
                                        above(f.signals.arm[kRight].forward_m, 0.3)))) > 0.6 &&
                    greatest(f.signals.lean_deg) > 8 && f.signals.pelvis_m.front() > 0.5 &&
                    f.seconds(both_hands(f, &ArmFacts::high)) < 0.2;
         }},
        {"pull",
         group,
         {"pull that rope", "guy in a tug of war", "she hauled on the rope with both hands",
          "pull it towards you with all your strength"},
         [](const MotionFacts& f) {
             const Series reach = [&] {
                 Series r;
                 for (std::size_t t = 0; t < f.signals.arm[kLeft].forward_m.size(); ++t)
                     r.push_back(0.5 *
                                 (f.signals.arm[kLeft].forward_m[t] + f.signals.arm[kRight].forward_m[t]));
                 return r;
             }();
             return count_reversals(reach, 0.10) >= 1 && greatest(reach) > 0.25 && f.body.claps <= 1 &&
                    hands_down(f) && f.travel.furthest_m < 1.5 &&
                    f.seconds(below(f.signals.hands_apart_m, 0.4)) > 0.6;
         }},
        {"throw",
         group,
         {"throw the ball", "guy hurling a stone", "she threw a ball overarm", "pitch it"},
         [](const MotionFacts& f) {
             const double left = f.arm[kLeft].throw_mps, right = f.arm[kRight].throw_mps;
             return std::max(left, right) > 2.5 && std::min(left, right) < 2 && f.body.jumps == 0 &&
                    f.travel.furthest_m < 1.5;
         }},
    };
}

}  // namespace im
