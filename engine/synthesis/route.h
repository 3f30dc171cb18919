#pragma once
// Shapes that a way over the floor can have, told by their curvature, and walks bent to them.

#include <string>
#include <vector>

#include "engine/motion/representation/motion_clip.h"
#include "engine/synthesis/travel.h"

namespace im {

/// A stretch of the way on which it turns: `angle` radians (left positive) within `length` metres from
/// `start`. The curvature rises and falls over at most 0.3 m at both ends, so that its greatest is a little
/// more than angle / length.
struct Bend {
    double start, length, angle;
};

/// A way of `length` metres that starts along +Z. Bends may begin before it and end behind it.
struct Route {
    std::vector<Bend> bends;
    double length = 0;

    double curvature(double way) const;  ///< 1 / metres, left positive
};

/// From the left for side 1, from the right for side -1. All lengths in metres, angles in radians.
Route circle_route(double radius, double angle, int side);  ///< all of it on the circle; also for arcs
Route s_route(double radius, double angle, int side);       ///< `angle` to the side, then as much back
Route winding_route(double radius, double angle, int bends, int side);  ///< half of `angle`, then to and fro
/// Straight legs, turns of `angle` between.
Route zigzag_route(double leg, double angle, int legs, int side);
Route corner_route(double before, double after, double angle, int side);
Route back_and_forth_route(double leg, int legs, int side);  ///< turns of 180 degrees between
Route square_route(double leg, int legs, int side);          ///< turns of 90 degrees between
Route eight_route(double radius, int side);                  ///< one circle to the side, one to the other

struct BentWalk {
    MotionClip clip;     ///< starts at the origin, going along +Z
    Travel travel;       ///< what was asked: path, heading and way in each frame
    bool whole = false;  ///< the gait was long enough for all of the route
};

/// The gait along the route: heading and body follow the tangent, feet are planted anew. Where the way bends,
/// steps get shorter (to a half at a radius of 0.4 m), and quick gaits slow down to 5 m/s2 towards the inside
/// and lean there, up to 12 degrees. Ends with the route or with the gait.
BentWalk bend_walk(const StraightGait& gait, const Route& route);

/// How many frames of a gait of this speed (metres/second) the route takes.
int frames_needed(const Route& route, double speed, double fps);

/// Radius of the circle that fits the path best (least squares), metres; large for a line.
double fitted_radius(const std::vector<glm::dvec3>& path);

}  // namespace im
