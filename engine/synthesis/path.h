#pragma once
// Walks and runs bent to circles, arcs, an S, zigzags, corners, u-turns, squares and eights, and bent ones
// straightened.

#include "engine/synthesis/operators_moving.h"
#include "engine/synthesis/path_words.h"
#include "engine/synthesis/route.h"

namespace im {

struct PathMotion {
    MotionClip clip;
    double turn_deg = 0;  ///< of the way, measured on the clip, left positive
    double radius_m = 0;  ///< of the circle that fits the way, measured on the clip
};

/// The walk (any way over the floor, 24 frames or more) along `route`: straightened, played up to 1.3 times
/// as fast and repeated as the route asks, bent; 40 to 196 frames. Empty where the route is too long for it,
/// the gait has no similar poses to repeat, or the result is not sound (floor_warp.h) or not as asked: the
/// way turns by more than 15 degrees more or less than the route.
std::optional<PathMotion> walk_along(const MotionClip& walk, const Route& route, double* tempo = nullptr);

/// The walk on a straight line, as long as it is; empty as above.
std::optional<PathMotion> walk_straight(const MotionClip& walk);

}  // namespace im
