#include "tests/export/clips.h"

#include <cmath>
#include <numbers>

#include "tests/support/figures.h"

namespace im::test {
namespace {

constexpr double kPi = std::numbers::pi;

MotionClip raised_arms(int frames) {
    enum { l_shoulder = 16, r_shoulder, l_elbow, r_elbow };
    PosedMotion motion = moving_pose(
        frames, [](int) { return 0.0; }, 0);
    const glm::dvec3 z(0, 0, 1), y(0, 1, 0);
    for (int t = 0; t < frames; ++t) {
        const auto local = motion.rotations.begin() + t * 22;
        const double up = 1.5 * std::sin(kPi * t / frames);
        local[l_shoulder] = glm::angleAxis(up - 1.3 * (1 - std::sin(kPi * t / frames)), z);
        local[r_shoulder] = glm::angleAxis(-up + 1.3 * (1 - std::sin(kPi * t / frames)), z);
        local[l_elbow] =
            glm::angleAxis(-0.2 - 0.8 * std::sin(2 * kPi * t / frames) * std::sin(2 * kPi * t / frames), y);
        local[r_elbow] = glm::angleAxis(0.2, y);
    }
    return forward_kinematics(motion, humanml3d_skeleton(), humanml3d_rest_pose());
}

}  // namespace

std::vector<NamedClip> export_clips(int frames) {
    const MotionClip walk = moving_figure(frames, [](int t) { return 0.02 * t; });
    const MotionClip still = moving_figure(
        frames, [](int) { return 0.3; }, 0.1);
    return {{"walk", walk},
            {"turn", moving_figure(
                         frames, [frames](int t) { return 4 * kPi * t / frames; }, 0.3)},
            {"arms", raised_arms(frames)},
            {"away", moved(walk, glm::angleAxis(kPi, glm::dvec3(0, 1, 0)), {0, 0, 0})},
            {"lying", moved(still, glm::angleAxis(-kPi / 2, glm::dvec3(1, 0, 0)), {0, 0.12, 0})}};
}

}  // namespace im::test
