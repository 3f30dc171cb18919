#pragma once
// Binary glTF 2.0 (.glb), written by Assimp.

#include <filesystem>

#include "engine/motion/rig/figure_scene.h"

namespace im {

/// Y up and metres: the format knows nothing else. One animation with a key on every frame, at t / fps
/// seconds (the format stores no frame rate). Programs show joints as an armature only where a mesh is
/// skinned to them, so the scene needs one: throws Input for none, and for what check_scene refuses.
/// Written atomically.
void write_glb(const std::filesystem::path& file, const FigureScene& scene);

}  // namespace im
