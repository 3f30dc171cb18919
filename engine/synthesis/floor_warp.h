#pragma once
// Motion carried to other places of the floor: how a straight walk becomes a bent one, a walk a walk in
// place, a turn a larger turn, without a foot that slides.

#include <vector>

#include <glm/vec3.hpp>

#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

/// Where one frame's piece of floor goes: `from` comes to lie at `to` (metres, y = 0), turned about it by
/// `turn` radians (left positive). The body, not the feet, then leans: turned by |lean| radians about the
/// axis `lean`, which lies in the floor at `to`.
struct FloorPlace {
    glm::dvec3 from{0}, to{0};
    double turn = 0;
    glm::dvec3 lean{0};
};

/// Carries a clip of HumanML3D's figure over the floor: in frame t the body goes by places[t], a foot that
/// stands by one place for all of its stand, the one at its middle, so that it slides no more than before
/// (its ball is pinned, too); a foot that swings goes on from one to the next. Knees follow by IK; the
/// pelvis comes down, at most 15 cm, where a leg would not reach. Bones keep their lengths. `places` and the
/// contacts have one entry a frame. Throws Usage for other sizes.
MotionClip warp_over_floor(const MotionClip& clip, const std::vector<FloorPlace>& places,
                           const Contacts& contacts);

/// Whether `result` is fit to be shown beside `source`: no bone more than 1 mm off its length in HumanML3D's
/// figure, no joint more than 2.5 cm below the floor (or as deep as in the source), feet skating at most
/// 1.3 times as far a frame as the source's (or 2.5 mm), no joint faster than 15 m/s or 1.3 times the
/// source's fastest.
bool is_sound(const MotionClip& result, const MotionClip& source);

}  // namespace im
