#pragma once
// glTF told in the way that Assimp 5.2 reads rightly, and what Assimp does not hand on. To be called in the
// process that reads the scene: the file is trusted with nothing, but may cost its time and memory.

#include <filesystem>
#include <map>
#include <string>

#include "engine/motion/representation/skeleton.h"

namespace im {

struct MendedGltf {
    std::string bytes;                  ///< the file, mended; as it was where nothing was to mend
    std::map<Role, std::string> parts;  ///< names of the nodes that a VRM's humanoid table names, else empty
};

/// - Numbers of animations, points and weights that are stored as integers (normalised, or quantised by
///   KHR_mesh_quantization) become floats; sparse ones are filled in.
/// - Nodes of one name get different ones: NAME, NAME-2, ...
/// - VRM 0.x, VRM 1.0 and VRM animations: the humanoid table.
/// Throws Input for what is no JSON, and for accessors that lie outside of their buffers.
MendedGltf mend_gltf(const std::filesystem::path& file);

}  // namespace im
