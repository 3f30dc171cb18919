#pragma once
// The upper body of one motion over the legs of another.

#include <array>
#include <vector>

#include <glm/gtc/quaternion.hpp>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/clip_traits.h"

namespace im {

/// One frame's trunk, arms and head as rotations that fit on any legs.
struct UpperPose {
    std::array<glm::dquat, 3> spine;    ///< spine1, spine2, chest: against the heading of the hips
    glm::dquat neck;                    ///< against the chest, as the rest
    std::array<glm::dquat, 3> arms[2];  ///< left, right: collar, shoulder, elbow
};
using UpperMotion = std::vector<UpperPose>;

/// (T). The hips' heading is smoothed over a stride, so that what stands on it goes where the walk goes
/// instead of swinging with the pelvis. Throws Input for another figure than HumanML3D's.
UpperMotion upper_body(const MotionClip& clip);

/// Which parts are taken from the gesture; the rest stays the carrier's.
struct UpperMask {
    bool arms[2] = {true, true};
    bool head = true;
};

/// Trunk, arms and head of `gesture` (T) over pelvis and legs of `carrier` (T), which stay as they are. The
/// mask fades along the spine: spine1 0.25, spine2 0.55, chest 0.8, arms and head 1, times `weights` (T, 0 to
/// 1). Arms follow the chest. Bone lengths are the carrier's figure's.
MotionClip over_legs(const UpperMotion& gesture, const MotionClip& carrier, const UpperMask& mask,
                     const std::vector<double>& weights);

/// Frames [range) of the gesture, repeated to `frames` by going back from a late to a similar early pose,
/// with the difference faded out. Empty where no two poses 16 frames apart are within `difference_max` (mean
/// turn between them, radians) or frames are fewer than 20.
UpperMotion loop_gesture(const UpperMotion& gesture, FrameRange range, const UpperMask& mask, int frames,
                         double difference_max);

}  // namespace im
