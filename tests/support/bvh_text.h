#pragma once
// BVH as other programs write it: the same motion in many spellings.

#include <string>
#include <vector>

#include "engine/motion/representation/euler.h"
#include "engine/motion/rig/rig.h"

namespace im::test {

struct BvhStyle {
    std::string order = "ZXY";
    enum class Below {
        None,
        Places,
        Zeros,
        Moves
    } below = Below::None;  ///< position channels below the root
    bool rotations_first = false;
    bool scales = false;  ///< three scale channels of 1 on every joint
    bool ends = true;
    std::string number = "{:.6f}";
    std::string frame_time;  ///< as written; "": 1 / fps
    std::string frames;      ///< as written; "": the number of frames
    bool with_motion = true;
};

/// Joints that rest unrotated; the rig may have several roots.
std::string bvh_text(const Rig& rig, const RigMotion& motion, const BvhStyle& style = {});

/// Every occurrence of `from` replaced.
std::string replaced(std::string text, const std::string& from, const std::string& to);

/// ASCII or UTF-8 text in units of 2 or 4 bytes; `mark`: with a byte order mark.
std::string in_utf16(const std::string& text, bool little_endian, bool mark);
std::string in_utf32(const std::string& text, bool little_endian, bool mark);

}  // namespace im::test
