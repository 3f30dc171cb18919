#pragma once
// A clip on a rig of the user's own, ready to be shown at any moment.
//
//   const RiggedClip walk = put_on_rig(clip, rig);
//   const std::vector<glm::mat4x3> skin = skin_at(walk, 0.5);  // one a joint
//   const glm::vec3 seen = skin[joint] * glm::vec4(vertex, 1);

#include <memory>
#include <vector>

#include <glm/mat4x3.hpp>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/rig/figure_scene.h"

namespace im {

struct RiggedClip {
    std::shared_ptr<const FigureScene> rig;
    RigMotion motion;
    /// Where the rig's joints are that play HumanML3D's 22: its own height, its own path. A part that no joint plays
    /// is where its parent is.
    MotionClip joints;
};

/// `rig`: upright, parts assigned (rig_to_export_on). The motion is that of an export. Throws as figure_of.
RiggedClip put_on_rig(const MotionClip& clip, std::shared_ptr<const FigureScene> rig);

/// From the rest pose to the pose at a time, joint by joint, world space: what a SkinnedMesh's vertices follow. Between
/// two frames it is between their poses; before the first and after the last one it is theirs.
std::vector<glm::mat4x3> skin_at(const RiggedClip& clip, double seconds);

}  // namespace im
