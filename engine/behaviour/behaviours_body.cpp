// Behaviours of the whole body: blows, jumps, legs, floor, trunk, and one thing after another.

#include <algorithm>
#include <cmath>

#include "engine/behaviour/behaviour_groups.h"

namespace im {
namespace {

bool is_down(BodyPosture p) {
    return p == BodyPosture::Lying || p == BodyPosture::OnAllFours;
}

bool kicks(const MotionFacts& f, Side side) {
    return f.leg[side].kicks >= 1 && f.leg[side].kick_m > 0.25 &&
           f.leg[side].kick_m > f.leg[other(side)].kick_m;
}

}  // namespace

Behaviours strike_behaviours() {
    const char* group = "blows and kicks";
    const auto punches = [](const MotionFacts& f, Side side) {
        return f.arm[side].strike_mps > 1.45 && f.arm[side].strike_mps > f.arm[other(side)].strike_mps &&
               f.travel.speed_max_mps < 2.0;
    };
    return {
        {"punch",
         group,
         {"throw a few punches", "guy shadow boxing", "she punched the air", "hit a punching bag"},
         [](const MotionFacts& f) { return f.punches() >= 1 && f.travel.speed_max_mps < 2.0; }},
        {"punch with the right hand",
         group,
         {"throw a right punch", "guy punching with his right arm", "she landed a right hook", "right jab"},
         [punches](const MotionFacts& f) { return punches(f, kRight); }},
        {"punch with the left hand",
         group,
         {"throw a left punch", "guy punching with his left arm", "she landed a left hook", "left jab"},
         [punches](const MotionFacts& f) { return punches(f, kLeft); }},
        {"kick",
         group,
         {"kick the ball", "guy kicking a door", "she gave it a good kick", "karate kick"},
         [](const MotionFacts& f) { return kicks(f, kLeft) || kicks(f, kRight); }},
        {"kick with the right leg",
         group,
         {"right leg kick", "guy kicking with his right foot", "she kicked out with her right leg",
          "use your right foot to kick"},
         [](const MotionFacts& f) { return kicks(f, kRight); }},
        {"kick with the left leg",
         group,
         {"left leg kick", "guy kicking with his left foot", "she kicked out with her left leg",
          "use your left foot to kick"},
         [](const MotionFacts& f) { return kicks(f, kLeft); }},
    };
}

Behaviours jump_behaviours() {
    const char* group = "jumps";
    return {
        {"jump",
         group,
         {"jump!", "guy leaps in the air", "she jumped as high as she could", "one big hop up"},
         [](const MotionFacts& f) { return f.body.jumps >= 1; }},
        {"jump twice",
         group,
         {"jump up two times", "guy jumping 2 times in a row", "she jumped, then jumped once more",
          "two jumps please"},
         [](const MotionFacts& f) { return f.body.jumps == 2; },
         0.8},
        {"jump three times",
         group,
         {"jump 3 times", "guy doing three jumps in a row", "she jumped thrice",
          "three hops up into the air"},
         [](const MotionFacts& f) { return f.body.jumps == 3; },
         0.8},
        {"jump forward",
         group,
         {"jump ahead as far as you can", "guy doing a long jump", "she leapt forwards over a puddle",
          "forward leap"},
         [](const MotionFacts& f) {
             return f.body.jumps >= 1 && f.body.jump_length_m > 0.5 && f.travel.forward_m > 0.5;
         }},
        {"jump and turn",
         group,
         {"jump and turn round in the air", "guy spinning in mid-air", "she jumped with a half turn",
          "180 jump"},
         [](const MotionFacts& f) { return f.body.jumps >= 1 && f.body.air_turn_deg > 60; }},
        {"hop on one leg",
         group,
         {"hop on one foot", "guy hopping around on a single leg", "she hopped along, one leg lifted",
          "one-legged hopping"},
         [](const MotionFacts& f) { return std::abs(f.leg[kLeft].hops - f.leg[kRight].hops) >= 2; }},
        {"jumping jacks",
         group,
         {"jumping jacks please", "three star jumps please", "guy doing star jumps for exercise",
          "she did some jumping jacks"},
         [](const MotionFacts& f) {
             const Mask wide = above(
                 [&] {
                     Series spread;
                     for (std::size_t t = 0; t < f.signals.leg[kLeft].out_m.size(); ++t)
                         spread.push_back(f.signals.leg[kLeft].out_m[t] + f.signals.leg[kRight].out_m[t]);
                     return spread;
                 }(),
                 0.4);
             return f.seconds_in_all(both(wide, both(f.arm[kLeft].raised, f.arm[kRight].raised))) > 0.1 &&
                    f.travel.furthest_m < 0.8 && std::min(f.arm[kLeft].raises, f.arm[kRight].raises) >= 2 &&
                    f.signals.seconds(frames_in(f.body.in_air)) > 0.05;
         }},
    };
}

Behaviours leg_behaviours() {
    const char* group = "legs";
    const auto squats = [](const MotionFacts& f) {
        return f.body.start == BodyPosture::Standing && f.body.end == BodyPosture::Standing &&
               f.travel.furthest_m < 0.8 && f.body.jumps == 0;
    };
    return {
        {"squat",
         group,
         {"get down into a squat and up again", "guy squatting at the gym",
          "she bent her knees deeply and rose", "knee bends for the legs"},
         [squats](const MotionFacts& f) {
             return squats(f) && f.body.squats >= 1 && f.body.reach_down_m > 0.35 && f.body.lunges == 0;
         }},
        {"squat twice",
         group,
         {"squat 2 times", "two squats please", "guy going down and up twice",
          "she squatted two times in a row"},
         [squats](const MotionFacts& f) { return squats(f) && f.body.squats == 2; },
         0.8},
        {"squat three times",
         group,
         {"squat 3 times", "three squats please", "guy doing three knee bends", "she squatted thrice"},
         [squats](const MotionFacts& f) { return squats(f) && f.body.squats == 3; },
         0.8},
        {"lunge",
         group,
         {"do a lunge", "guy lunging at the gym", "she lunged forward and stepped back",
          "lunges for exercise"},
         [](const MotionFacts& f) {
             return f.body.lunges >= 1 && f.body.end == BodyPosture::Standing && f.travel.furthest_m < 1.5 &&
                    f.body.jumps == 0;
         }},
        {"raise a knee",
         group,
         {"lift one knee to your waist", "guy pulling up his knee", "she raised her knee up high",
          "knee lift"},
         [](const MotionFacts& f) {
             return stays(f) && f.leg[kLeft].knee_raises + f.leg[kRight].knee_raises >= 1 &&
                    f.body.jumps == 0;
         }},
        {"stand on one leg",
         group,
         {"keep your balance with one foot in the air", "guy balancing like a flamingo",
          "she stood on a single leg", "one leg up, hold it"},
         [](const MotionFacts& f) {
             return stays(f) && std::max(f.leg[kLeft].lifted_s, f.leg[kRight].lifted_s) > 1.0 &&
                    f.body.jumps == 0;
         }},
    };
}

Behaviours floor_behaviours() {
    const char* group = "sitting, kneeling, lying";
    return {
        {"kneel",
         group,
         {"get down on your knee", "guy proposing on one knee", "she knelt", "kneel down"},
         [](const MotionFacts& f) { return f.seconds(f.in(BodyPosture::Kneeling)) > 0.25; }},
        {"sit down",
         group,
         {"plonk yourself down", "guy sitting down on a bench", "she sat down in an armchair", "sit please"},
         [](const MotionFacts& f) {
             return f.body.start == BodyPosture::Standing && f.body.end == BodyPosture::Sitting;
         }},
        {"sit down and stand up again",
         group,
         {"sit down, then get up again", "guy sits and rises straight away",
          "she sat for a moment before she stood up", "down on the chair and up again"},
         [](const MotionFacts& f) {
             return f.body.start == BodyPosture::Standing && f.body.end == BodyPosture::Standing &&
                    f.seconds(f.in(BodyPosture::Sitting)) > 0.2;
         }},
        {"stand up",
         group,
         {"get up from your chair", "guy rising from a bench", "she rose to her feet from a seat",
          "stand up please"},
         [](const MotionFacts& f) {
             return f.body.start == BodyPosture::Sitting && f.body.end == BodyPosture::Standing;
         }},
        {"lie down",
         group,
         {"lie on the floor", "guy lying down to sleep", "she lay down on her back", "go and lie down"},
         [](const MotionFacts& f) {
             return f.body.start != BodyPosture::Lying && f.body.end == BodyPosture::Lying;
         }},
        {"get up from the floor",
         group,
         {"get up off the ground", "guy getting back to his feet after falling",
          "she was lying, then she rose", "stand up from the floor"},
         [](const MotionFacts& f) {
             return (is_down(f.body.start) || f.signals.head_m.front() < 0.75) &&
                    f.body.end == BodyPosture::Standing;
         }},
        {"crawl",
         group,
         {"crawl on hands and knees", "guy crawling like a baby", "she crawled under the table",
          "move on all fours"},
         [](const MotionFacts& f) {
             return share(either(f.in(BodyPosture::OnAllFours), f.in(BodyPosture::Lying))) > 0.7 &&
                    f.travel.forward_m > 0.3 && f.travel.forward_m > f.travel.back_m;
         }},
        {"push-ups",
         group,
         {"push ups now", "guy doing press-ups", "she did ten push-ups on the floor",
          "drop and give me twenty"},
         [](const MotionFacts& f) {
             Series chest;
             for (std::size_t t = 0; t < f.signals.head_m.size(); ++t) chest.push_back(f.signals.head_m[t]);
             return share(either(f.in(BodyPosture::OnAllFours), f.in(BodyPosture::Lying))) > 0.7 &&
                    f.travel.furthest_m < 0.5 && count_reversals(chest, 0.12) >= 2;
         }},
    };
}

Behaviours trunk_behaviours() {
    const char* group = "trunk";
    return {
        {"bow",
         group,
         {"take a bow", "guy bowing to the audience", "she bowed to the queen", "a deep polite Japanese bow"},
         [](const MotionFacts& f) {
             return stays(f) && f.body.bows >= 1 && f.body.bow_deg < 95 && f.body.reach_down_m > 0.35;
         }},
        {"bow twice",
         group,
         {"bow two times", "guy bowing 2 times in a row", "she bowed, then bowed again", "two bows please"},
         [](const MotionFacts& f) { return stays(f) && f.body.bows == 2; },
         0.8},
        {"touch the toes",
         group,
         {"fingers to the toes", "guy reaching down to his toes", "she bent over to touch her feet",
          "toe touches for stretching"},
         [](const MotionFacts& f) { return f.body.bow_deg > 70 && f.body.reach_down_m < 0.4; }},
        {"side bend",
         group,
         {"bend sideways", "guy stretching his side by leaning over", "she leaned over to one side",
          "lateral bends"},
         [](const MotionFacts& f) {
             return stays(f) && std::max(f.body.lean_left_deg, f.body.lean_right_deg) > 14 &&
                    f.body.bow_deg < 40 && f.travel.path_m < 1;
         }},
        {"twist the trunk",
         group,
         {"twist your waist", "guy twisting his upper body both ways", "she rotated her torso left and right",
          "torso rotations"},
         [](const MotionFacts& f) { return stays(f) && f.body.twists >= 2 && f.travel.path_m < 1; }},
    };
}

namespace {

double travelled(const MotionFacts& f, int from, int to) {
    const auto at = [&](int frame) {
        return static_cast<std::size_t>(std::clamp(frame, 0, f.signals.frames - 1));
    };
    return std::hypot(f.signals.x_m[at(to)] - f.signals.x_m[at(from)],
                      f.signals.z_m[at(to)] - f.signals.z_m[at(from)]);
}

/// Waves of either hand that are made standing.
Mask standing_waves(const MotionFacts& f) {
    Mask waves(static_cast<std::size_t>(f.signals.frames));
    for (const Side side : {kLeft, kRight})
        if (f.arm[side].swings >= 1 && f.arm[side].raised_s > 0.15)
            waves = either(waves, both(f.arm[side].waving, f.arm[side].lifted));
    return opened(both(waves, not_in(f.travel.moving)), f.signals.frames_of(0.2));
}

bool walks_then_waves(const MotionFacts& f) {
    const Mask waves = standing_waves(f);
    const int start = first_frame(f.travel.moving), wave = first_frame(after(waves, std::max(start, 0)));
    return start >= 0 && wave >= 0 && travelled(f, 0, wave) > 0.6 &&
           f.seconds_in_all(after(waves, start)) > 0.4 && f.seconds_in_all(before(waves, start)) < 0.4;
}

bool waves_then_walks(const MotionFacts& f) {
    const Mask waves = standing_waves(f);
    const int end = last_frame(f.travel.moving), wave = last_frame(before(waves, end));
    return end >= 0 && wave >= 0 && travelled(f, wave, f.signals.frames - 1) > 0.5 &&
           travelled(f, 0, wave) < 0.5 && f.seconds_in_all(before(waves, end)) > 0.4 &&
           f.seconds_in_all(after(waves, end)) < 0.4;
}

bool bows_then_walks(const MotionFacts& f) {
    const Mask bent = both(both(above(f.signals.lean_deg, 16), f.body.upright), not_in(f.travel.moving));
    const int first = first_frame(opened(bent, f.signals.frames_of(0.2)));
    return first >= 0 && f.body.bows >= 1 && f.body.jumps == 0 && travelled(f, 0, first) < 0.5 &&
           travelled(f, first, f.signals.frames - 1) > 0.6 && f.travel.still_end_s < 1.5;
}

bool jumps_then_kicks(const MotionFacts& f) {
    const auto later = [&](int frame) { return frame < 0 || frame > f.body.jump_frame; };
    return f.body.jumps >= 1 && f.kicks() >= 1 && later(f.leg[kLeft].kick_frame) &&
           later(f.leg[kRight].kick_frame);
}

bool waves_seated(const MotionFacts& f) {
    const Mask seated = f.in(BodyPosture::Sitting);
    const auto waves = [&](Side side) {
        return f.seconds_in_all(both(seated, both(f.arm[side].waving, f.arm[side].lifted))) > 0.4 &&
               f.seconds_in_all(both(seated, f.arm[side].raised)) > 0.15;
    };
    return waves(kLeft) || waves(kRight);
}

}  // namespace

Behaviours sequence_behaviours() {
    const char* group = "one after the other";
    return {
        {"walk, then wave",
         group,
         {"walk up and then wave", "guy walks a bit, afterwards he waves",
          "she walked over before waving at us", "first a walk, then a wave"},
         walks_then_waves},
        {"wave, then walk",
         group,
         {"wave and then walk off", "guy waves first, afterwards he walks", "she waved before walking away",
          "first a wave, then a walk"},
         waves_then_walks},
        {"walk, then jump",
         group,
         {"walk up and then jump", "guy walks a bit, afterwards he leaps",
          "she walked over before jumping up", "first a walk, then a jump"},
         [](const MotionFacts& f) {
             return f.body.jumps >= 1 && travelled(f, 0, f.body.jump_frame) > 0.6 && f.steps() >= 3 &&
                    f.travel.speed_max_mps < 2;
         }},
        {"jump, then kick",
         group,
         {"jump, then kick", "guy jumps up and afterwards kicks", "she jumped before she kicked",
          "first a jump, then a kick"},
         jumps_then_kicks},
        {"bow, then walk",
         group,
         {"bow and then walk off", "guy bows first, afterwards he walks", "she bowed before walking away",
          "first a bow, then a walk"},
         bows_then_walks},
        {"sit and wave",
         group,
         {"wave while sitting", "guy seated, waving at someone", "she waved from her chair", "seated wave"},
         waves_seated},
    };
}

}  // namespace im
