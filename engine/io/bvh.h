#pragma once
// Biovision hierarchy files.

#include <filesystem>
#include <string_view>

#include "engine/motion/euler.h"
#include "engine/motion/rig.h"

namespace im {

struct BvhOptions {
    EulerOrder order;  ///< of the rotation channels: Z X Y
    bool end_sites = true;
};

/// Numbers are written as they are: change axes and unit first (in_space). The root's OFFSET is its rest place, and position
/// channels are absolute, on the root and on every moving joint; degrees; `Frame Time` = 1 / fps. Joints that rest rotated are
/// told by ones that do not. Written atomically. Throws Input for what check_rig_motion refuses and for a rig with several
/// roots.
void write_bvh(const std::filesystem::path& file, const Rig& rig, const RigMotion& motion, const BvhOptions& options = {});

struct BvhMotion {
    Rig rig;                   ///< rests unrotated; its roles are not assigned
    RigMotion motion;          ///< in the file's own axes and unit
    std::string warning;       ///< "" or what had to be guessed: a number of frames other than stated
};

/// Reads any order of channels, position channels on any joint, LF, CRLF and CR, odd spaces, several roots, names with spaces.
/// Position channels replace the OFFSET. Unequal numbers of stated and found frames: the found ones count. Throws Input of the
/// form "FILE:LINE: expected ..., found ...": no hierarchy, no frames, NaN/Inf, a cut frame.
BvhMotion read_bvh(const std::filesystem::path& file);
BvhMotion parse_bvh(std::string_view text, const std::string& name);

}  // namespace im
