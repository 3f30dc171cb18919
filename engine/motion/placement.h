#pragma once
// Steps 2-4 of the published feature extraction: where a clip stands before it is encoded.

#include "engine/motion/motion_clip.h"
#include "engine/motion/skeleton.h"

namespace im {

/// Throws Input for no frames, NaN/Inf, or a joint count other than the skeleton's.
void check_clip(const MotionClip& clip, const Skeleton& skeleton);

/// The clip with its lowest joint of all frames at y = 0, frame 0's root over the origin and frame 0 facing
/// +Z.
MotionClip place_at_origin(const MotionClip& clip, const Skeleton& skeleton);

}  // namespace im
