#pragma once
// How far feet slide while they stand: the flaw of generated motion that people see first.

#include <array>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// A foot's ball (the second joint of each pair in Skeleton) counts as standing between two frames when it is
/// lower than 5 cm over y = 0 in both and moves up or down slower than 0.1 m/s (5 mm a frame at 20 fps).
/// Heights and speeds of another skeleton than HumanML3D's are scaled to its legs first, so that its unit
/// does not matter.
struct FootSkate {
    double mm_per_frame = 0;   ///< mean horizontal way of standing balls per frame, at the clip's frame rate
    double cm_per_second = 0;  ///< the same per second
    double contact_share = 0;  ///< part of (frames x two feet) that stands
    /// Part of the standing ones that slide faster than 0.5 m/s ("skating ratio" of Karunratanakul et al.,
    /// GMD, ICCV 2023).
    double skating_share = 0;
};

/// All zero where no foot ever stands or there are fewer than 2 frames. Throws Input for
/// NaN/Inf or another joint count.
FootSkate measure_foot_skate(const MotionClip& clip, const Skeleton& skeleton);

/// Which foot joints rest from this frame to the next, in the order of the contact columns (left two, right
/// two): Skeleton's contact threshold as a speed, so that it does not depend on the clip's frame rate. All
/// false for fewer than 2 frames or another joint count; the last frame is as the one before.
std::array<bool, 4> resting_feet(const MotionClip& clip, const Skeleton& skeleton, int frame);

/// Which foot joints are to be shown on the floor at a time between frames, in the same order: low enough to
/// touch it, and slower than Skeleton's contact threshold over a window as long as a frame of the skeleton's
/// own rate around that time. So neither the clip's frame rate nor the jitter of close frames matters, and a
/// foot that hangs still in the air does not count. All false where resting_feet() says nothing.
std::array<bool, 4> feet_on_floor(const MotionClip& clip, const Skeleton& skeleton, double seconds);

/// Metres in one unit of the clip, if the figure is as tall as HumanML3D's: 1 for that
/// skeleton. The clip has a frame.
double metres_per_unit(const MotionClip& clip, const Skeleton& skeleton);

}  // namespace im
