#pragma once
// Reading what somebody opened or dropped, off the user interface's thread.

#include <filesystem>
#include <string>
#include <vector>

#include "engine/io/path_kind.h"
#include "engine/motion/representation/motion_clip.h"

namespace im {

inline constexpr std::size_t kOpenedClipsMax = 16;  ///< of one file: figures that can be told apart

/// One take of a file of motion, on HumanML3D's figure, at the file's own frame rate.
struct OpenedClip {
    MotionClip clip;
    std::string name;  ///< in a file that holds several; else ""
};

struct OpenedPath {
    std::filesystem::path path;
    PathKind kind = PathKind::Unknown;
    std::vector<OpenedClip> clips;             ///< of motion: one at least, at most kOpenedClipsMax
    std::vector<std::string> warnings;         ///< of reading them
    std::vector<std::filesystem::path> files;  ///< of a folder of motion: to be opened one by one
    std::string problem;                       ///< with the path and the cause; empty: it can be opened
};

/// Tells what it is and reads it if it is motion; never throws. A scene file without motion is a rig.
OpenedPath read_path(const std::filesystem::path& path);

}  // namespace im
