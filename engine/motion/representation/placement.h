#pragma once
// Steps 2-4 of the published feature extraction: where a clip stands before it is encoded.

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// Throws Input for no frames, NaN/Inf, or a joint count other than the skeleton's.
void check_clip(const MotionClip& clip, const Skeleton& skeleton);

/// Frame 0's root over the origin, frame 0 facing +Z, and what was at the height `floor` at y = 0.
MotionClip place_over_origin(const MotionClip& clip, const Skeleton& skeleton, double floor = 0);

/// As the published extraction does it: the clip with its lowest joint of all frames at y = 0, frame 0's root
/// over the origin and frame 0 facing +Z.
MotionClip place_at_origin(const MotionClip& clip, const Skeleton& skeleton);

}  // namespace im
