#pragma once
// Biovision hierarchy files.

#include <filesystem>

#include "engine/motion/pose.h"

namespace im {

/// Y up, metres, ROOT OFFSET = rest height of the pelvis, absolute position channels on the root, ZXY
/// rotations in degrees, end sites on leaves, `Frame Time` = 1 / fps. Written atomically.
void write_bvh(const std::filesystem::path& file, const PosedMotion& motion, const Skeleton& skeleton,
               const RestPose& rest);

}  // namespace im
