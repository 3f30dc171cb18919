#pragma once
// A motion along a drawn way: straightened, played faster or slower and with longer or shorter steps as the
// time asks, bent to the curve with its feet planted (travel.h, floor_warp.h). Figure humanml3d.

#include <optional>
#include <string>
#include <vector>

#include "engine/direct/floor_curve.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

struct FollowedPath {
    MotionClip clip;
    double mean_error_m = 0;  ///< of the pelvis, its sway included, to the path as drawn
    double reached_m = 0;     ///< of the curve's length
    double effort = 0;        ///< |log| of how much faster and longer its steps became
    std::vector<std::string> notices;
};

/// Metres a second that nobody runs faster than here.
inline constexpr double kFastest = 8;

/// `repeat`: the gait may go on in circles of its own to get to the end, and is cut there; else all of the
/// clip is laid along the path, however far it comes. Empty where the clip does not travel (0.15 m/s) or
/// cannot be repeated. A path of one point puts the motion there.
std::optional<FollowedPath> follow_path(const MotionClip& clip, const DrawnPath& path, bool repeat);

/// What following would take, told without doing it: |log| of how much faster and longer steps would have to
/// be, and a tenth for each radian that the motion's own way turns. Empty where it does not travel.
std::optional<double> path_effort(const MotionClip& clip, const DrawnPath& path);

}  // namespace im
