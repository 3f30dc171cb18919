#pragma once
// Clips one after the other on feet that stand still: unlike join_clips, which carries the pelvis on at its
// speed, the second clip is placed by the foot that both stand on, and the other foot steps over instead of
// sliding.

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/clip_traits.h"

namespace im {

/// `first` keeps frames [0, first_frames), `second` frames [second_begin, end).
struct FootCut {
    int first_frames = 0, second_begin = 0;
    double difference = 1e30;  ///< root mean square over the joints, metres, speeds counted over 0.1 s
};

/// The most similar pair of a last frame out of `ends` of the first clip and a first frame out of `begins` of
/// the second. Pairs without a common standing foot count as 12 cm farther apart. Ranges are clipped to the
/// clips.
FootCut best_foot_cut(const MotionClip& first, FrameRange ends, const MotionClip& second, FrameRange begins,
                      const Skeleton& skeleton);

/// All frames of both. The second is turned to the heading of the first's last frame and put down where the
/// foot that stands in both stays where it is, at the middle of both feet where these differ by less than 3
/// cm, or as join_clips does where none stands. Over `blend` frames its pose leaves the first's
/// (inertialisation); a foot that must move is lifted. Bones keep their lengths. Figure humanml3d, one frame
/// rate, at least 2 frames each.
MotionClip join_at_foot(const MotionClip& first, const MotionClip& second, const Skeleton& skeleton,
                        int blend);

/// Frames [begin, end) get their bone lengths back, with the balls of the feet where they are.
void restore_bones(MotionClip& clip, int begin, int end, const Skeleton& skeleton);

/// How far the balls of the feet slide over the floor while they stand (foot_skate.h) between frames [begin,
/// end), the worse foot, metres.
double standing_slide(const MotionClip& clip, int begin, int end);

/// The clip played on to at least `frames`, by going back from a late to a similar early pose; empty where
/// there is no such pair of poses 14 frames or more apart within 0.12 m.
MotionClip lengthen(const MotionClip& clip, int frames, const Skeleton& skeleton);

}  // namespace im
