#pragma once
// Scene files as other programs write them, made from our own by patching, or from nothing.

#include <functional>
#include <string>
#include <vector>

#include "engine/io/clip_io.h"
#include "engine/io/glb.h"

namespace im::test {

/// What save_clip writes, by way of a file in `folder`.
Glb written_glb(const std::filesystem::path& folder, const MotionClip& clip,
                const ExportOptions& options = {});

/// How integers stand in for floats. Types as glTF counts them: 5120 int8 to 5123 uint16.
struct Quantised {
    int type = 5122;
    std::size_t padding = 0;  ///< bytes between items
    bool sparse = false;      ///< every other item is told apart from the rest
};
/// A float accessor becomes one of normalised integers; other accessors stay.
void quantise(Glb& glb, std::size_t accessor, const Quantised& how);
/// Accessors of all channels that lead to this path: "rotation", "translation".
std::vector<std::size_t> outputs(const Glb& glb, const std::string& path);

/// The first animation of a file with the same nodes, under a name.
void add_animation(Glb& to, const Glb& from, const std::string& name);

/// A text FBX: LimbNodes without skin, hips and legs at least; a take turns the first joint about Y from
/// nothing to so many degrees in a second, at 30 frames a second.
struct TextTake {
    std::string name;
    double degrees;
};
std::string text_fbx(const Rig& rig, const std::vector<TextTake>& takes, int version = 7400);

/// Every `word` becomes `other`, which is as long.
std::string replaced(std::string bytes, const std::string& word, const std::string& other);

}  // namespace im::test
