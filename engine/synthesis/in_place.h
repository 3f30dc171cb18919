#pragma once
// Walking, running, tiptoeing in place, out of captured travel.

#include <optional>

#include "engine/motion/representation/motion_clip.h"
#include "engine/synthesis/operators_moving.h"

namespace im {

/// The gait (24 frames or more) without its travel: the body stays where it is but for the sway of each step,
/// facing where it faced along its way; feet lift and come down under it. Empty where it hardly travelled
/// (0.25 m/s), the body still strays by more than 0.35 m, or the result is not sound (floor_warp.h).
std::optional<MotionClip> in_place(const MotionClip& travelling);

}  // namespace im
