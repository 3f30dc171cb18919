#pragma once
// Twist that looks like a person's: joint positions do not tell how far a bone turned about its own length.

#include "engine/motion/representation/pose.h"

namespace im {

/// Turns upper arms and thighs about their length so that elbows and knees bend about their hinges where they
/// are bent, keep the twist that they had where they are straight, and never turn faster than the positions
/// show. Without it (fit_pose) each bone takes the shortest swing from rest, which spins when a limb passes
/// the direction opposite to rest. Joint positions stay as they are; neighbouring quaternions have the same
/// sign. Needs the whole motion. Only HumanML3D's figure has limbs that are known here; another motion keeps
/// its rotations. Throws Input for sizes that differ.
PosedMotion natural_twist(PosedMotion motion, const Skeleton& skeleton, const RestPose& rest);

}  // namespace im
