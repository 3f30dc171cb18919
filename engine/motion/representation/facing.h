#pragma once
// Where a figure faces, and the heading frames that the features are told in.

#include <span>
#include <vector>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

#include "engine/motion/representation/skeleton.h"

namespace im {

/// Horizontal facing of one frame's J joints: up x ((a - b) + (c - d)). Not normalised; shorter than a
/// millimetre where the figure's side points up or down, and then without meaning.
glm::dvec3 facing(std::span<const glm::dvec3> joints, const Skeleton& skeleton);

/// The published root rotations, (T): a Gaussian over the facing vectors (sigma 20 frames), turned to +Z by
/// the shortest arc; hips enter with the opposite sign to the shoulders, and frame 0 is overwritten with the
/// identity. `joints` (T x J).
std::vector<glm::dquat> official_root_rotations(std::span<const glm::dvec3> joints, const Skeleton& skeleton);

/// Rotations about +Y, continuous in sign, that turn each frame's heading to +Z, (T). The heading is the
/// unwrapped facing angle under a Gaussian; beyond both ends the angle goes on as its point reflection, so
/// that the first and last headings are the true facing and a steady turn stays steady. Frame 0 is the
/// identity: place the clip first (place_at_origin). A frame without a facing keeps the one before.
std::vector<glm::dquat> corrected_root_rotations(std::span<const glm::dvec3> joints,
                                                 const Skeleton& skeleton);

}  // namespace im
