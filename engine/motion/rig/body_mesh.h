#pragma once
// A smooth mannequin around a rig's bones: programs that import a rig want to see a body, and show many rigs
// only under one.

#include "engine/motion/rig/figure_scene.h"

namespace im {

/// A closed surface around the rig in its rest pose, about 5,000 vertices: round cones from joint to joint,
/// as thick as the part that the joint plays (about 1.6 m tall: other figures in proportion), melted into
/// each other. Vertices follow the bones near them. Joints that play no part get no flesh; a rig of which
/// fewer than ten parts are known gets thin bones everywhere. Empty for a rig without bones of any length.
SkinnedMesh body_mesh(const Rig& rig);

}  // namespace im
