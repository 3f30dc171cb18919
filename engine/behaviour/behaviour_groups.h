#pragma once
// The parts of the table of behaviours, and what several of their checks ask.

#include <utility>
#include <vector>

#include "engine/behaviour/behaviour.h"

namespace im {

using Behaviours = std::vector<Behaviour>;

Behaviours walking_behaviours();
Behaviours turning_behaviours();
Behaviours path_behaviours();
Behaviours stop_behaviours();
Behaviours carried_arm_behaviours();  ///< walks with something done by the arms
Behaviours raised_hand_behaviours();
Behaviours arm_pose_behaviours();
Behaviours pointing_behaviours();
Behaviours hand_behaviours();
Behaviours head_behaviours();
Behaviours strike_behaviours();
Behaviours jump_behaviours();
Behaviours leg_behaviours();
Behaviours floor_behaviours();
Behaviours trunk_behaviours();
Behaviours work_behaviours();
Behaviours sequence_behaviours();

/// Goes forward on its feet, at any pace.
bool walks_forward(const MotionFacts& f);
/// Neither walks off nor lies down.
bool stays(const MotionFacts& f);
/// Stands, with both hands below the shoulders.
bool hands_down(const MotionFacts& f);
inline Side other(Side side) {
    return side == kLeft ? kRight : kLeft;
}
/// Share of the frames.
double share(const Mask& mask);
/// Frames [from, ...) or [..., to) of a mask alone.
Mask after(Mask mask, int frame);
Mask before(Mask mask, int frame);

}  // namespace im
