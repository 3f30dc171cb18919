#pragma once
// Assimp's numbers as ours.

#include <algorithm>

#include <assimp/anim.h>
#include <assimp/scene.h>
#include <glm/mat4x4.hpp>

#include "engine/motion/rig/rig.h"

namespace im {

glm::dvec3 vector_of(const aiVector3D& v);
glm::dmat4 matrix_of(const aiMatrix4x4& m);
/// Place and direction; scale and shear are dropped.
Transform rigid(const glm::dmat4& m);

/// A node's matrix at a time of its track, in ticks; what has no keys is as the node rests.
glm::dmat4 local_at(const aiNode& node, const aiNodeAnim& track, double time);

/// Rests and keys of one node: later on NaN would pass for "no direction". `track` may be null. Throws Input.
void check_finite(const aiNode& node, const aiNodeAnim* track);

}  // namespace im
