#pragma once
// A figure's motion on a rig with other proportions, joints, rest pose and axes.

#include "engine/motion/pose.h"
#include "engine/motion/rig.h"

namespace im {

/// `motion` is HumanML3D's figure, resting in humanml3d_rest_pose(). The rig rests upright, facing +Z, with its floor at y = 0
/// (stand_upright).
/// - Arms and legs keep their directions; trunk, neck, collars, hands and feet turn away from rest as the figure's do, so that a
///   rig's own posture and flat feet stay its own. Unknown joints between two known ones share the turn.
/// - The path is scaled by the ratio of leg lengths, and two-bone IK then puts the ankles where the scaled figure has them over
///   the floor, so that planted feet stay planted.
/// The hips move; all else only turns. Throws Input when hips, upper legs, knees or ankles are not known, or the legs have no
/// length.
RigMotion retarget_to_rig(const PosedMotion& motion, const Rig& rig);

/// The rig turned and moved so that it rests upright on y = 0, facing +Z, judged by its known parts; with its meshes' vertices
/// when given. Rigs that do so already, up to 2 degrees, stay untouched.
Transform upright_placement(const Rig& rig);

}  // namespace im
