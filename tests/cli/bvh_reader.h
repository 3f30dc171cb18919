#pragma once
// A second opinion on BVH files, written from the format's description alone: it shares no code with the
// writer.

#include <filesystem>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im::test {

/// Joint positions by forward kinematics, in the order of the skeleton's joint names. Throws
/// std::runtime_error for what is no BVH file or lacks a joint.
MotionClip read_bvh_positions(const std::filesystem::path& file, const Skeleton& skeleton);

}  // namespace im::test
