#pragma once
// A scene as bytes, for the pipe between two processes of the same program: no file format.

#include <string>
#include <string_view>

#include "engine/io/scene_file.h"

namespace im {

std::string scene_bytes(const SceneFile& file);
/// Several, one after another.
std::string scenes_bytes(const std::vector<SceneFile>& files);
/// Trusts nothing: throws Input, its message opened by `place`, for bytes that are no scene, and for what
/// check_scene refuses.
SceneFile scene_of_bytes(std::string_view bytes, const std::string& place);
/// The same, of at least one.
std::vector<SceneFile> scenes_of_bytes(std::string_view bytes, const std::string& place);

}  // namespace im
