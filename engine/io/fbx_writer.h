#pragma once
// Binary FBX 7.4, the version that every animation program reads.

#include <filesystem>

#include "engine/motion/rig/figure_scene.h"

namespace im {

/// One take with linear keys on every frame, a LimbNode for every joint, skinned meshes and a bind pose; key
/// times and frame rate are exact (TimeMode custom). Numbers are written as they are, and `space` is what the
/// file says of them: change axes and unit first (in_space). The same scene gives the same bytes. Written
/// atomically. Throws Input for what check_scene refuses.
void write_fbx(const std::filesystem::path& file, const FigureScene& scene, const FileSpace& space);

}  // namespace im
