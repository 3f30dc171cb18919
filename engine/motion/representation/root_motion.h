#pragma once
// Who carries the path over the floor: the hips, as captured motion has it, or a joint of its own under them,
// which game engines move their characters by.

#include "engine/motion/rig/figure_scene.h"

namespace im {

/// The topmost joint above the hips takes the path over the floor, without the sway of each step
/// (floor_path); all joints stay where they were in the world. Where the hips are topmost a
/// joint "root" is put above them, at rest in the world's origin. Throws Input for a rig whose
/// hips are not known or do not move.
FigureScene with_root_motion(FigureScene scene);

}  // namespace im
