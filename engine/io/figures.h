#pragma once
// Several figures in one file, each told apart as a take of its own.

#include <vector>

#include "engine/io/scene_file.h"
#include "engine/motion/rig/bone_match.h"

namespace im {

/// The rig's figures: parts of its tree that have hips and legs of their own, by their joints' names and
/// shape or by the table. Things beside them are left out. A scene with fewer than two figures comes back as
/// it is. `take` is the name space of a figure's joints ("A" of "A:Hips"), else its root's name, those that
/// occur twice with a number behind. Meshes go with the first figure that has all joints which they follow.
std::vector<SceneFile> split_figures(SceneFile file, const BoneTable& bones = {});

}  // namespace im
