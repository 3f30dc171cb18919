#pragma once
// Arrays of joint positions tell neither their axes nor their unit: both are found from the figure itself.

#include <optional>
#include <string>
#include <vector>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/rig/figure_scene.h"

namespace im {

struct FoundUp {
    glm::dvec3 axis;    ///< unit: Y, Z, or -Y as cameras have it
    bool sure = false;  ///< another axis is clearly worse
};
/// Which axis points up, of a clip of HumanML3D's joints in any unit: the one along which trunk and legs
/// stand, whose floor stays where it is and lies at 0, with an advantage for `usual`. A figure that lies from
/// the first frame to the last is known by its floor alone.
FoundUp find_up(const MotionClip& clip, UpAxis usual);

/// The turn from that axis to Y. From -Y half a turn about X: what a camera sees comes to face it.
glm::dquat upright_turn(const glm::dvec3& axis);

/// What was found, for people; "" where it is the usual axis and sure.
std::string up_warning(const FoundUp& found, UpAxis usual);

/// Turns, scales and lowers the clip so that it stands in metres, Y up, on the floor, and says what had to be
/// done. What is right already stays untouched, the floor up to 30 cm. Only for HumanML3D's joints; throws
/// Input for a figure without size.
void mend_space(MotionClip& clip, std::optional<UpAxis> up, std::vector<std::string>& warnings);

}  // namespace im
