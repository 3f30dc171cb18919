#pragma once
// Side steps: captured ones repeated and left out so that their number is exact, and walks at an angle whose
// way ahead is taken out.

#include <optional>

#include "engine/motion/representation/motion_clip.h"
#include "engine/synthesis/operators_moving.h"

namespace im {

/// How often the foot that leads (side 0 left, 1 right) steps, by its stands: each farther
/// than 8 cm from the one before.
int count_side_steps(const MotionClip& clip, int side);

/// Side steps (captured, two or more, to `side`) as `count` of them, 1 or more; 24 to 196 frames.
/// Empty where the clip's steps are not told apart, the result is too long or not sound
/// (floor_warp.h), or does not show `count`.
std::optional<MotionClip> side_steps(const MotionClip& clip, int side, int count);

/// A walk ahead and to `side` as a walk to the side alone, facing ahead: steps are made so short (36 cm from
/// one to the next of the same foot at most) that legs do not cross. Empty where it goes less than 0.6 m to
/// that side or is not sound.
std::optional<MotionClip> sideways(const MotionClip& diagonal, int side);

}  // namespace im
