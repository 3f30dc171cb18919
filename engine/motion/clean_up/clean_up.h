#pragma once
// Mending what generated and captured motion does wrong before it is used. Every step is optional and takes a
// clip to a clip, so that it can be previewed; all but resampling want HumanML3D's figure.

#include <optional>
#include <vector>

#include "engine/motion/representation/motion_clip.h"

namespace im {

struct CleanUpOptions {
    std::optional<double> fps;  ///< resample to this rate, 1 to 240
    /// Seconds, 0 to 1: how long ago a frame still counts; feet that stand are left alone.
    double smoothing = 0;
    bool loop = false;         ///< the last pose becomes the first
    bool above_floor = false;  ///< nothing below y = 0
    bool lock_feet = false;    ///< feet that stand do not slide
    bool in_place = false;     ///< the path over the floor is taken out, the sway stays

    bool operator==(const CleanUpOptions&) const = default;
    bool any() const { return fps || smoothing > 0 || loop || above_floor || lock_feet || in_place; }
};

/// Throws Usage for options out of range.
void check_clean_up(const CleanUpOptions& options);

/// All chosen steps, in the order above. Throws Usage for options out of range, Input for a broken clip or
/// one that is not of HumanML3D's figure.
MotionClip clean_up(const MotionClip& clip, const CleanUpOptions& options);

/// The same motion at another frame rate, through every old frame (Catmull-Rom splines); it ends with the
/// last whole new frame. Bones change their length by less than their curve between frames: clean_up restores
/// them. Throws Usage for a rate outside 1 to 240.
MotionClip resample(const MotionClip& clip, double fps);

/// The times when feet stand, (T) for left and right: the ball is lower than 5 cm, moves up or down slower
/// than 0.1 m/s and over the floor slower than 1 m/s. Gaps and contacts of less than 0.1 s are ironed out.
struct Contacts {
    std::vector<bool> feet[2];
};
Contacts find_contacts(const MotionClip& clip);

/// While a foot stands its ball stays at the mean place of that time; in and out it blends over up to a
/// quarter of a second. A foot that slips over the floor without standing swings: its ball is lifted clear,
/// to 5.5 cm. Legs follow by IK, the pelvis comes along where a leg would not reach.
MotionClip lock_feet(MotionClip clip, const Contacts& contacts);

/// Feet below the floor are lifted, legs bend; where another joint is below, the
/// whole figure rises, smoothly.
MotionClip lift_above_floor(MotionClip clip);

/// The last third of the clip, up to half a second, bends towards the first pose, seen from where the figure
/// stands and faces.
MotionClip close_loop(MotionClip clip);

/// The path over the floor, (T), low-passed so that the sway of each step is not in it.
std::vector<glm::vec3> floor_path(const MotionClip& clip);

}  // namespace im
