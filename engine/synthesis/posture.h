#pragma once
// Sitting down, standing up, lying down and getting up: few are captured, and each is another one backwards in
// time.

#include "engine/motion/representation/motion_clip.h"

namespace im {

/// The frames from last to first.
MotionClip played_backwards(const MotionClip& clip);

}  // namespace im
