#pragma once
// A scene out of Assimp. To be called in a process of its own only: Assimp does not survive every broken
// file.

#include "engine/io/scene_file.h"

namespace im {

/// `take`: which animations (take.h); unasked, the one that moves the most nodes. One scene at least, meshes
/// with the first. Parts are assigned where the file itself names them (VRM). Throws Input.
std::vector<SceneFile> read_with_assimp(const std::filesystem::path& file, const std::string& take = "");

}  // namespace im
