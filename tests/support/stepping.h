#pragma once
// Made-up walks, turns and side steps with feet that stand and swing, and pools of them.

#include <functional>
#include <string>
#include <vector>

#include "engine/io/dataset.h"
#include "engine/motion/representation/motion_clip.h"

namespace im::test {

/// Where the figure is on the floor, metres and radians (left positive).
struct FloorPose {
    double x = 0, z = 0, turn = 0;
};

/// Both feet stand until `from` and after `to`, seconds at 20 fps; between, each foot swings for one half of
/// every `period`, the left one first, and lands where the figure will be in the middle of its stand.
MotionClip stepping_figure(int frames, const std::function<FloorPose(double seconds)>& root, double from,
                           double to, double period = 1.0);

MotionClip walking(int frames, double speed = 1.0);  ///< along +Z
/// Stands, turns by `degrees` in four steps of each foot, stands.
MotionClip turning(double degrees);
/// Stands, steps `count` times to the left by `step` metres, stands.
MotionClip side_stepping(int count, double step = 0.3);

/// A data set of train clips, each with one action, to make a ClipPool of.
struct NamedMotion {
    std::string action;
    MotionClip motion;
    std::vector<std::string> captions;
};
MotionDataset data_of(const std::vector<NamedMotion>& motions);

/// The greatest difference between a bone and its length in HumanML3D's figure, metres.
double bone_error(const MotionClip& clip);

}  // namespace im::test
