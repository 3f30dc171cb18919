#pragma once
// Made-up motion for tests.

#include <functional>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/rig/figure_scene.h"

namespace im::test {

/// A HumanML3D figure with swinging arms and legs and a twisting trunk. `heading` gives radians from +Z
/// towards +X of each frame; it walks that way at `speed` metres/second. The floor is near y = 0.
PosedMotion moving_pose(int frames, const std::function<double(int frame)>& heading, double speed = 1.0);
MotionClip moving_figure(int frames, const std::function<double(int frame)>& heading, double speed = 1.0);

/// Random rotations of all joints.
PosedMotion random_pose(int frames, unsigned seed);

/// The largest distance between two clips' joints; NaN where they hold NaN or differ in size.
double largest_distance(const MotionClip& a, const MotionClip& b);

/// The largest distance of joints of the same name, over all frames; a joint that is missing fails the test.
double scene_error(const FigureScene& want, const FigureScene& found);

/// A HumanML3D clip as readers give it: over the origin, facing +Z, on the floor where its feet rest.
MotionClip as_read(const MotionClip& clip);

/// Every position turned by `rotation`, then moved.
MotionClip moved(MotionClip clip, const glm::dquat& rotation, const glm::dvec3& by);

}  // namespace im::test
