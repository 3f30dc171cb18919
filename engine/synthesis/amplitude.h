#pragma once
// Captured movements made larger and smaller: gestures, bows, jumps, steps.

#include <optional>

#include "engine/motion/representation/motion_clip.h"
#include "engine/synthesis/operators_moving.h"

namespace im {

/// All of HumanML3D's figure; bones keep their lengths.

/// Arms that swing `factor` times as far (0.3 to 2) about where they are on average within a second, as seen
/// from the chest: waves, claps. Directions turn by 80 degrees more at most.
MotionClip with_swings(const MotionClip& clip, double factor);

/// Arms that go `factor` times as far (0.3 to 1) from where they are in the first
/// frame, as seen from the chest.
MotionClip with_raises(const MotionClip& clip, double factor);

/// The trunk bent `factor` times as far ahead (0.3 to 1.6) from where it is in the first frame, about the
/// hips; arms hang as before, legs stay.
MotionClip with_bows(const MotionClip& clip, double factor);

/// Jumps `factor` times as high (0.3 to 2): while both feet are off the floor, the body
/// rises by as much more or less.
MotionClip with_jumps(const MotionClip& clip, double factor);
/// How high the lower foot gets over where it stands, metres.
double jump_height(const MotionClip& clip);

/// A walk or run with steps `factor` times as long (0.5 to 1.3), at the same cadence, on a straight line.
/// Empty where it does not travel.
std::optional<MotionClip> with_steps(const MotionClip& clip, double factor);

}  // namespace im
