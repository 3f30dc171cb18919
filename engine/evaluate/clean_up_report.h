#pragma once
// What foot lock takes away and what it costs, and whether a file's rotations turn more than the motion does.

#include <span>

#include "engine/motion/representation/motion_clip.h"

namespace im {

struct CleanUpReport {
    int clips = 0;
    double skate_mm = 0;  ///< way of standing feet a frame (foot_skate.h), as the clips came; mean over clips
    double locked_skate_mm = 0;  ///< the same after foot lock
    double change_mm = 0;        ///< how far foot lock moves a joint, mean over joints and frames, then clips
    /// Local rotations from one frame to the next, as files hold them (fit_pose, natural_twist), of the clips
    /// before and after foot lock.
    std::int64_t rotation_steps = 0;
    /// Those 45 degrees larger than positions show: than twice the largest turn of a bone that starts or ends
    /// at the joint, its parent or its children (a local rotation answers for its parent's turn as well).
    std::int64_t unshown_steps = 0;
    double unshown_deg_max = 0;  ///< by how much the worst step is larger
};

/// `clips` are of HumanML3D's figure; at least one. Throws Input for NaN/Inf or another figure.
CleanUpReport report_clean_up(std::span<const MotionClip> clips);

}  // namespace im
