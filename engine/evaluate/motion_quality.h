#pragma once
// What is wrong with a motion whatever its text says: figures that people feel and papers
// on text-to-motion leave out.

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// In metres of a HumanML3D figure, whatever the skeleton's unit.
struct MotionQuality {
    double foot_skate_cm_per_s = 0;  ///< speed of standing feet (engine/motion/clean_up/foot_skate.h)
    /// Size of the third derivative of the joints' positions, mean over joints and frames.
    double jerk_m_per_s3 = 0;
    double penetration_mm = 0;  ///< depth of the lowest joint under the floor, mean over frames
};

/// Fewer than 4 frames have no jerk. Throws Input for no frames, NaN/Inf or another joint count.
MotionQuality measure_quality(const MotionClip& clip, const Skeleton& skeleton);

}  // namespace im
