#pragma once
// Two clips played one after the other as one motion, without a jump.

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// The second clip is turned and moved on the floor to where the first ends; over `blend_seconds` its pose
/// leaves the first's last pose, by inertialisation (Bollo, GDC 2018: the difference decays, with its speed,
/// as a quintic). Bone lengths are HumanML3D's where the skeleton is. Throws Input for different skeletons or
/// frame rates, an empty clip or NaN/Inf.
MotionClip join_clips(const MotionClip& first, const MotionClip& second, const Skeleton& skeleton,
                      double blend_seconds = 0.5);

/// Where to cut so that the poses (and their speeds) on both sides of the join are most alike: `first` keeps
/// frames [0, first_frames), `second` frames [second_begin, end).
struct JoinCut {
    int first_frames = 0, second_begin = 0;
    double difference = 0;  ///< mean joint distance at the cut, metres, speeds counted over 0.1 s
};
/// Looks at the last `share` of the first clip and the first `share` of the second.
JoinCut best_cut(const MotionClip& first, const MotionClip& second, const Skeleton& skeleton,
                 double share = 0.25);

}  // namespace im
