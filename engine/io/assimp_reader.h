#pragma once
// A scene out of Assimp. To be called in a process of its own only: Assimp does not survive every broken
// file.

#include "engine/io/scene_file.h"

namespace im {

/// Throws Input.
SceneFile read_with_assimp(const std::filesystem::path& file);

}  // namespace im
