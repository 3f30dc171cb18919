#pragma once
// Parts of the body put where they shall be at their times, the rest following. Figure humanml3d.

#include <string>
#include <vector>

#include "engine/direct/scene.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

/// How far a constraint is missed in the end.
struct ConstraintError {
    std::string what;    ///< "left hand at 2.00 s"
    double cm = 0;       ///< the worst frame of its span; of Facing: 0
    double degrees = 0;  ///< of Facing alone

    bool operator==(const ConstraintError&) const = default;
};

/// Where the pinned joint is: of hands the wrist, of feet the ball.
int joint_of(PinnedPart part);

/// The largest distance of a pin in its frames. Pins behind the clip's end count at its last frame.
ConstraintError pin_error(const MotionClip& clip, const Pin& pin);

/// Facings and places of the pelvis bend the way over the floor between them, feet planted anew; hands, feet
/// and the pelvis' height then come by whole-body IK (pose_goals.h), easing in and out within 0.5 s, while
/// feet that are not pinned stay where they were. What is out of reach comes as near as it can. Bones keep
/// their lengths.
MotionClip apply_pins(const MotionClip& clip, const std::vector<Pin>& pins);

/// The pose of `from`'s frame at the time (seconds) in `clip`, where the figure then stands and faces, easing
/// in and out within 0.5 s.
MotionClip apply_key_pose(MotionClip clip, double at, const MotionClip& from, int frame);

}  // namespace im
