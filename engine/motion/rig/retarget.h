#pragma once
// Step 1 of the published feature extraction: one figure's motion on another figure's bones.

#include <vector>

#include <glm/vec3.hpp>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// Bones along the skeleton's raw offsets, as long as in frame 0 of `clip`: J offsets,
/// metres; zero for the root.
std::vector<glm::dvec3> offsets_of(const MotionClip& clip, const Skeleton& skeleton);
/// The same for HumanML3D's uniform figure.
const std::vector<glm::dvec3>& humanml3d_offsets();

/// Every bone keeps its direction and takes the length of `target_offsets` (J); the root's path is scaled by
/// the ratio of leg lengths. Throws Input when the source's legs have no length or the joint counts differ.
MotionClip retarget(const MotionClip& clip, const Skeleton& skeleton,
                    const std::vector<glm::dvec3>& target_offsets);

}  // namespace im
