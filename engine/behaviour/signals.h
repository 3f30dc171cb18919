#pragma once
// A motion as numbers over time in the body's own directions: where it goes, how it holds trunk, arms and
// legs. Everything that is measured of a clip (facts.h) starts here.

#include <array>

#include "engine/behaviour/series.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

enum Side { kLeft = 0, kRight = 1 };

/// Directions: "forward" and "out" (away from the body's middle, to the arm's own side) are those of the
/// shoulders, level with the floor; heights are over the floor (y = 0).
struct ArmSignals {
    Series up_m;            ///< wrist over its shoulder
    Series forward_m;       ///< wrist before the middle of the shoulders
    Series out_m;           ///< wrist from the middle of the body, to its own side
    Series hand_up_m;       ///< the hand, .09 m beyond the wrist along the forearm, over the shoulder
    Series hand_forward_m;  ///< the hand before the middle of the shoulders
    Series hand_ahead_m;    ///< the hand before the pelvis, along facing_deg: turns of the trunk count
    Series hand_to_head_m;  ///< the hand to the head joint
    Series hand_out_m;      ///< the hand from the middle of the body, to its own side
    Series over_head_m;     ///< wrist over the head joint
    Series to_head_m;       ///< wrist to head joint
    Series to_neck_m;       ///< wrist to neck
    Series to_chest_m;      ///< wrist to the top spine joint
    Series to_belly_m;      ///< wrist to the middle spine joint
    Series to_hip_m;        ///< wrist to its own hip joint
    Series to_elbow_m;      ///< wrist to the other arm's elbow
    Series behind_m;        ///< wrist behind the plane of the trunk, along the hips' facing
    Series elbow_deg;       ///< 180 straight
    Series elbow_out_m;     ///< elbow from its shoulder, outwards
    Series reach_m;         ///< wrist from its shoulder; .5 stretched
    Series aim_left_deg;    ///< shoulder to wrist, level: 0 ahead, 90 to the left
    Series aim_up_deg;      ///< shoulder to wrist: -90 down, 0 level, 90 up
    Series elbow_up_m;      ///< elbow over its shoulder
    Series speed_mps;       ///< wrist, relative to the pelvis
};

/// Directions are those of the hips.
struct LegSignals {
    Series ankle_m;    ///< height of the ankle
    Series toe_m;      ///< height of the ball of the foot
    Series knee_up_m;  ///< knee over its hip joint: -.38 standing, 0 thigh level
    Series knee_m;     ///< height of the knee
    Series knee_deg;   ///< 180 straight
    Series forward_m;  ///< ankle before the pelvis
    Series out_m;      ///< ankle from the pelvis, to its own side
    Series speed_mps;  ///< ankle, relative to the pelvis
    Series pace_mps;   ///< ankle over the floor, in the world
};

struct MotionSignals {
    double fps = 20;
    int frames = 0;

    Series x_m, z_m;               ///< pelvis on the floor, without the sway of steps (mean over .4 s)
    Series heading_deg;            ///< of hips and shoulders together, 0 is +Z, left positive, unwrapped
    Series facing_deg;             ///< heading_deg under a mean over 1.4 s: where the person faces at large
    Series hips_deg;               ///< of the hips alone
    Series twist_deg;              ///< shoulders against hips, left positive
    Series speed_mps;              ///< of x_m, z_m
    Series forward_mps, left_mps;  ///< its parts along the body
    Series pelvis_m, head_m;       ///< heights
    Series seat_m;                 ///< pelvis over the lower ball of the foot: .88 standing, .5 on a chair
    Series lowest_m;       ///< the lower ball of the foot over the lowest within .8 s: over zero in flight
    Series ground_m;       ///< height of the lowest foot within .8 s: rises on stairs
    Series lean_deg;       ///< trunk (pelvis to neck) forward of upright, against the hips' facing
    Series side_lean_deg;  ///< the same to the left
    Series tilt_deg;       ///< trunk against upright, any direction
    Series nod_deg;        ///< neck to head forward of the chest's own direction
    Series face_left_deg;  ///< neck to head, turned to the left of the shoulders' facing
    Series shoulders_m;  ///< height of both shoulders over the top spine joint: .08 at rest, more in a shrug
    Series hands_apart_m;  ///< wrist to wrist
    std::array<ArmSignals, 2> arm;
    std::array<LegSignals, 2> leg;

    double seconds(int count) const { return count / fps; }
    int frames_of(double seconds) const { return static_cast<int>(seconds * fps + 0.5); }
};

/// 22 joints (HumanML3D's), metres, Y up. A frame whose figure lies on its side has no facing and keeps the
/// one before. An empty clip gives empty series.
MotionSignals measure_signals(const MotionClip& clip);

}  // namespace im
