#include "app/studio/shell/film_plan.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace im::studio {

std::vector<Shot> shots_of(const FilmPlan& plan) {
    if (plan.kind == CaptureKind::Picture) {
        return {{plan.play_head, plan.camera}};
    }
    const bool turns = plan.kind == CaptureKind::Turntable;
    const double wanted = turns ? plan.turn_seconds * plan.fps : plan.length * plan.fps + 1e-6;
    const int count =
        turns ? std::max(static_cast<int>(std::lround(wanted)), 1) : static_cast<int>(wanted) + 1;
    std::vector<Shot> shots;
    render::OrbitCamera camera = plan.camera;
    for (int i = 0; i < count; ++i) {
        double seconds = static_cast<double>(i) / plan.fps;
        if (turns) {
            seconds = !plan.moves       ? plan.play_head
                      : plan.length > 0 ? std::fmod(plan.play_head + seconds, plan.length)
                                        : 0;
        }
        if (plan.followed) {
            const glm::vec3 middle = plan.followed(seconds);
            const bool starts_over = i == 0 || seconds < shots.back().seconds;
            if (starts_over) {
                camera.target = middle;
            } else {
                camera.follow(middle, 1.0f / static_cast<float>(plan.fps));
            }
        }
        Shot shot{seconds, camera};
        if (turns) {
            shot.camera.yaw +=
                2 * std::numbers::pi_v<float> * static_cast<float>(i) / static_cast<float>(count);
        }
        shots.push_back(shot);
    }
    return shots;
}

}  // namespace im::studio
