#pragma once
// Turns on the spot by 45 to 720 degrees, made of captured ones: their yaw scaled, several chained, with the
// feet planted anew.

#include <optional>

#include "engine/motion/representation/motion_clip.h"
#include "engine/synthesis/operators_moving.h"

namespace im {

/// Degrees that the body turns from first to last frame, left positive.
double turned_degrees(const MotionClip& clip);

/// A clip that turns on the spot (24 frames or more, by 30 degrees or more), `times` times in a row and each
/// as far as it takes to turn by `degrees` in all; the sign of `degrees` is the clip's own. 24 to 196 frames.
/// Empty where each turn would become less than 0.45 or more than 1.6 times as large as captured, the result
/// is too long or not sound (floor_warp.h), or it does not turn as asked (to 10 degrees).
std::optional<MotionClip> turn_by(const MotionClip& turn, double degrees, int times);

}  // namespace im
