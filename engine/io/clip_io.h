#pragma once
// Saving and loading a clip by file extension: .npy (T, J, 3 float32 metres), .json, .bvh.

#include <filesystem>
#include <string>
#include <vector>

#include "engine/motion/motion_clip.h"

namespace im {

struct ClipMetadata {
    std::string prompt;
    std::uint64_t seed = 0;
    std::string model;
    std::vector<int> tokens;
};

/// Extensions that save_clip knows, with the dot, lower case.
const std::vector<std::string>& clip_extensions();
/// Throws Usage for an unknown extension (names the known ones): call before any work is done.
void check_clip_path(const std::filesystem::path& file);
void save_clip(const std::filesystem::path& file, const MotionClip& clip, const ClipMetadata& metadata);
/// .npy and .json. Throws Input for a wrong shape, NaN/Inf, or no frames.
MotionClip load_clip(const std::filesystem::path& file);

}  // namespace im
