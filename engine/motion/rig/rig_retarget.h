#pragma once
// A figure's motion on a rig with other proportions, joints, rest pose and axes.

#include "engine/motion/representation/pose.h"
#include "engine/motion/rig/rig.h"

namespace im {

/// The parts that both rigs must have; without any other one the motion only gets poorer.
inline constexpr Role kNeededRoles[] = {kPelvis,    kLeftHip,   kRightHip,  kLeftKnee,
                                        kRightKnee, kLeftAnkle, kRightAnkle};

/// Both rigs rest upright, facing +Z, with their floors at y = 0 (upright.h). What they agree in is the parts
/// that their joints play (Rig::roles).
/// - Arms and legs keep their directions; trunk, neck, collars, hands and feet turn away from rest as the
///   source's do, so that a rig's own posture and flat feet stay its own. Unknown joints between two known
///   ones share the turn.
/// - The path is scaled by the ratio of leg lengths, and two-bone IK then puts the ankles where the scaled
///   source has them over the floor, so that planted feet stay planted.
/// - Knees, hands, elbows, hips, shoulders and head that are on the floor, or near it, go where the scaled
///   source has them, too; the rest of the body gives way (contact_goals.h, pose_goals.h).
/// The target's hips move; all else only turns. `floor`: the height of the floor under the source's motion.
/// Throws Input when one of the rigs lacks a needed part, its legs have no length, or the motion does not fit
/// its rig.
RigMotion retarget_motion(const Rig& source, const RigMotion& motion, const Rig& target, double floor = 0);

/// The same from HumanML3D's figure, resting in humanml3d_rest_pose().
RigMotion retarget_to_rig(const PosedMotion& motion, const Rig& target);

}  // namespace im
