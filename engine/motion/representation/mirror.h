#pragma once
// The same motion seen in a mirror: left and right swap.

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// x negated, joints of the two sides swapped. Throws Input for another joint count or NaN.
MotionClip mirror(const MotionClip& clip, const Skeleton& skeleton);

}  // namespace im
