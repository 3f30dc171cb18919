#pragma once
// MMCP's root paths and effector targets as pins of engine/direct: told in the request's world, for the
// request's rig; met on the model's figure, before its motion goes onto the rig.

#include <vector>

#include <glm/vec3.hpp>

#include "app/serve/mmcp_skeleton.h"
#include "engine/direct/scene.h"

namespace im::serve {

/// A place at a moment.
struct MmcpPin {
    PinnedPart part = PinnedPart::Pelvis;
    int frame = 0;              ///< of the request's timeline
    glm::dvec3 place{0, 0, 0};  ///< metres, in the request's world; y does not count for the pelvis of a path
    bool any_height = false;
    bool ankle = false;  ///< of a foot: the place is the ankle's, not the ball's
    double heading = 0;  ///< of Facing: radians about +Y from +Z
};

/// The part that a rig's joint plays, as far as pins know it. False for other joints.
bool pinned_part_of(const Rig& rig, const std::string& joint, MmcpPin& pin);

/// At most `most` of them, the first and the last among them, evenly: what is told densely is a curve, and
/// every pin takes its time.
std::vector<MmcpPin> thinned(const std::vector<MmcpPin>& pins, std::size_t most);

/// Where a motion begins, when the path tells: at its place in frame 0, and without a heading along it.
MotionStart start_of_path(const std::vector<MmcpPin>& path, MotionStart start);

/// The clip (figure humanml3d, any rate) with the pins met as well as apply_pins can, so that track_of with
/// the same rig and start shows them. `fps`: of the request's frames.
MotionClip meet_pins(const MotionClip& clip, const std::vector<MmcpPin>& pins, const ServedRig& rig,
                     const MotionStart& start, double fps);

}  // namespace im::serve
