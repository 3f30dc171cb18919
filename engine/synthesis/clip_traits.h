#pragma once
// What a clip's joints tell about its use: who moves, who rests, how it starts and ends. Operators choose
// their parts by this, so that they work for actions that nobody listed.

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/gate.h"

namespace im {

enum class Stance { Upright, Seated, Floor };  ///< by the pelvis: over 0.72 m, over 0.4 m, below

struct ClipTraits {
    int frames = 0;
    double path_m = 0;     ///< way of the pelvis over the floor
    double speed_mps = 0;  ///< path over time
    Stance start = Stance::Upright, end = Stance::Upright;
    bool legs_rest = false;      ///< feet stay where they are, the pelvis keeps its height and heading
    bool trunk_upright = false;  ///< never leans by more than 35 degrees
    bool arm_used[2] = {};   ///< left, right: the hand leaves its place beside the thigh by 0.25 m; by 0.13 m
                             ///< where none goes farther
    bool hand_high[2] = {};  ///< left, right: the hand comes higher than 5 cm below its shoulder
    bool head_used = false;  ///< it turns or nods by more than 15 degrees against the chest
    GateMeasures quality;
};

/// Of HumanML3D's figure, floor at y = 0; of another one only `frames` is told.
ClipTraits measure_traits(const MotionClip& clip, const Skeleton& skeleton);

/// How far a hand is from where it hangs beside the thigh, metres; side 0 left, 1 right.
double hand_displacement(const MotionClip& clip, int frame, int side);

/// Frames [begin, end) in which the figure does something: what comes before and after is slower than a fifth
/// of its quick moments. All frames where it never rests.
struct FrameRange {
    int begin = 0, end = 0;
    int length() const { return end - begin; }
};
FrameRange moving_range(const MotionClip& clip);

/// Frames [begin, end).
MotionClip frames_of(const MotionClip& clip, int begin, int end);

/// Angle of the hips over the floor, radians: 0 facing +Z, positive to the left. The facing of facing.h also
/// asks the shoulders, which turn against the hips.
double hip_heading(const MotionClip& clip, int frame);

}  // namespace im
