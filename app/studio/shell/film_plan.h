#pragma once
// What a picture or video shows, frame by frame: the time of the movement and the place of the camera. No OpenGL.

#include <functional>
#include <vector>

#include <glm/vec3.hpp>

#include "app/studio/state/capture_state.h"
#include "render/camera.h"

namespace im::studio {

struct Shot {
    double seconds = 0;  ///< of the movement
    render::OrbitCamera camera;
};

struct FilmPlan {
    CaptureKind kind = CaptureKind::Picture;
    int fps = 30;
    double play_head = 0;  ///< seconds
    double length = 0;     ///< of the movement, seconds
    float turn_seconds = 6;
    bool moves = true;
    render::OrbitCamera camera;  ///< as the user looks
    /// Where the camera's target belongs at a time, metres; empty: it stays where it is.
    std::function<glm::vec3(double seconds)> followed;
};

/// Picture: one. Movement: from its beginning to its end, both included. Turntable: once around, so that the last
/// frame goes on in the first.
std::vector<Shot> shots_of(const FilmPlan& plan);

}  // namespace im::studio
