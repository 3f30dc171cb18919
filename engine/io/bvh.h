#pragma once
// Biovision hierarchy files.

#include <filesystem>
#include <string>

#include "engine/motion/representation/euler.h"
#include "engine/motion/rig/rig.h"

namespace im {

struct BvhOptions {
    EulerOrder order;  ///< of the rotation channels: Z X Y
    bool end_sites = true;
};

/// Numbers are written as they are: change axes and unit first (in_space). The root's OFFSET is its rest
/// place, and position channels are absolute, on the root and on every moving joint; degrees;
/// `Frame Time` = 1 / fps. Joints that rest rotated are told by ones that do not; spaces in names, which the
/// format ends names at, become _. Written atomically. Throws Input for what check_rig_motion refuses and for
/// a rig with several roots.
void write_bvh(const std::filesystem::path& file, const Rig& rig, const RigMotion& motion,
               const BvhOptions& options = {});

/// The file's text. `place` opens the messages of errors.
std::string bvh_text(const Rig& rig, const RigMotion& motion, const std::string& place,
                     const BvhOptions& options = {});

}  // namespace im
