#pragma once
// A glTF file as a second program reads it (TinyGLTF; Assimp writes ours), and the rules of the glTF 2.0
// specification that importers rely on and that reading alone does not check.

#include <filesystem>
#include <string>
#include <vector>

#include <glm/mat4x4.hpp>

#include <tiny_gltf.h>

namespace im::test {

struct GltfFile {
    tinygltf::Model model;
    std::string complaints;  ///< the reader's errors and warnings
};
GltfFile read_gltf(const std::filesystem::path& glb);

/// One line a broken rule: the container, buffers and accessors (3.6), nodes as a forest (3.5.2), meshes
/// (3.7.2), skins (3.7.3), animations (3.11), names of extensions (3.12). Sections of the specification,
/// version 2.0.1.
std::vector<std::string> broken_rules(const std::filesystem::path& glb, const tinygltf::Model& model);

/// Key times of the first animation's first channel that has several, else 0: seconds.
std::vector<double> key_times(const tinygltf::Model& model);
/// World matrices of all nodes at one key of the first animation.
std::vector<glm::dmat4> node_matrices(const tinygltf::Model& model, std::size_t key);
/// Places of the first mesh's vertices, skinned by those matrices.
std::vector<glm::dvec3> skinned_vertices(const tinygltf::Model& model, const std::vector<glm::dmat4>& nodes);

}  // namespace im::test
