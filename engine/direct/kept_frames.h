#pragma once
// New frames between frames that are kept to the last bit. Figure humanml3d, metres.

#include <span>

#include <glm/vec3.hpp>

#include "engine/motion/representation/motion_clip.h"

namespace im {

/// A turn about +Y and a move over the floor.
struct FloorTurn {
    double angle = 0;  ///< radians, left positive
    glm::dvec3 from{0}, to{0};
    glm::dvec3 operator()(const glm::dvec3& p) const;
};
/// What brings the pelvis and the heading of a frame's joints over those of another's.
FloorTurn floor_turn(std::span<const glm::vec3> joints, std::span<const glm::vec3> onto);
MotionClip moved_by(MotionClip clip, const FloorTurn& turn);

/// How far a motion of its own misses the frame that it shall end in, after it starts as it shall.
struct EndMiss {
    double place_m = 0, heading_rad = 0;
    double pose_m = 0;  ///< mean distance of the joints, seen from the figure
    /// What choosing counts with: metres over the floor, half a metre a radian, the pose twice.
    double total() const { return place_m + 0.5 * heading_rad + 2 * pose_m; }
};

/// `fresh` between what comes before and after: its first frame shows the moment of `before`'s last, its last
/// the moment of `after`'s first; either may be empty, then nothing is shown there. Returns the frames
/// between those, as many as `fresh` has less one for each end. The motion is put where `before` ends; where
/// `after` waits, the way over the floor is stretched and turned step by step to get there; at both ends the
/// pose leaves and meets the kept one by inertialisation (join.h) within 0.6 s; feet that stand across an end
/// stay where they are; bones have HumanML3D's lengths. `miss` hears what had to be made up. Throws Usage for
/// less than one frame between, or another figure.
MotionClip frames_between(const MotionClip& before, const MotionClip& fresh, const MotionClip& after,
                          EndMiss* miss = nullptr);

}  // namespace im
