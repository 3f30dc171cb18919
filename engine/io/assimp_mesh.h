#pragma once
// A skinned mesh out of Assimp.

#include <functional>

#include <assimp/mesh.h>
#include <glm/mat4x4.hpp>

#include "engine/motion/rig/figure_scene.h"

namespace im {

/// `world`: of the mesh's node; `unit`: metres; `joint_of`: the rig's joint for a bone's name, -1 for none;
/// `carrier`: the joint that vertices without weights follow. No triangles: nothing to show.
SkinnedMesh read_mesh(const aiMesh& mesh, const glm::dmat4& world, double unit,
                      const std::function<int(const aiString&)>& joint_of, int carrier);

}  // namespace im
