#pragma once
// MMCP's pose keyframes: the request's rig in a pose at a frame, met on the model's figure by the key poses of
// engine/direct, before its motion goes onto the rig.

#include <optional>
#include <utility>
#include <vector>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

#include "app/serve/mmcp_skeleton.h"

namespace im::serve {

/// So many of a request's poses are met; of more, some evenly among them.
inline constexpr std::size_t kMmcpPosesMax = 24;

struct MmcpPose {
    int frame = 0;  ///< of the request's timeline
    /// Joints of the rig and their rotations from rest, in the parent's frame.
    std::vector<std::pair<int, glm::dquat>> turns;
    bool others_rest = false;             ///< joints that are not named: at rest; else as the motion has them
    std::optional<glm::dvec3> root = {};  ///< where the root is; of it the height counts here
};

/// The clip (figure humanml3d, any rate) with the poses, each easing in and out within half a second, where the figure
/// then stands and faces. `fps`: of the request's frames. Without a root the feet stay as high as they were.
MotionClip meet_poses(MotionClip clip, const std::vector<MmcpPose>& poses, const ServedRig& rig, double fps);

}  // namespace im::serve
