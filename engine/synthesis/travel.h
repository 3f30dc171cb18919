#pragma once
// A figure's way over the floor, measured, straightened and made longer.

#include <optional>
#include <vector>

#include <glm/vec3.hpp>

#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

/// The way over the floor without the sway of each step, one entry a frame.
struct Travel {
    std::vector<glm::dvec3> path;  ///< metres, y = 0
    /// Direction of the way (not of the body), radians from +Z towards +X, unwrapped; held where the figure
    /// hardly moves.
    std::vector<double> heading;
    std::vector<double> way;  ///< metres walked so far
    double length() const { return way.empty() ? 0 : way.back(); }
    /// From first to last frame, radians, left positive.
    double turn() const { return heading.empty() ? 0 : heading.back() - heading.front(); }
};
Travel measure_travel(const MotionClip& clip);

/// Where the body faces, radians from +Z towards +X, unwrapped, (T); lightly smoothed (0.1 s), ends kept.
std::vector<double> body_headings(const MotionClip& clip);

/// A walk whose way is exactly the line +Z from the origin, whatever its way was,
/// and the contacts of its feet.
struct StraightGait {
    MotionClip clip;
    Contacts contacts;
    std::vector<double> way;  ///< z of the smoothed root, metres, (T), from 0
};
StraightGait straighten(const MotionClip& clip);

/// The same gait for `frames` frames: cut, or repeated between the two most similar poses (half a second or
/// more apart, of the same leg), blended over 0.4 s. Empty where no poses are similar enough (7 cm a joint).
std::optional<StraightGait> gait_of_length(const StraightGait& gait, int frames);

/// Adds what follows frame `a` of `gait` to `longer`, which ends with what comes before its frame `b`:
/// shifted along the line, the difference of the two poses fading over 0.4 s; up to `frames` frames in all.
void go_on_from(StraightGait& longer, const StraightGait& gait, int a, int b, int frames);
/// Frames [0, frames).
StraightGait first_frames(StraightGait gait, int frames);

/// The clip as it is, but with feet that stand pinned to the floor.
MotionClip planted(const MotionClip& clip, const Contacts& contacts);

/// Played `factor` times as fast, 0.5 to 2; contacts found anew.
StraightGait at_tempo(const StraightGait& gait, double factor);

}  // namespace im
