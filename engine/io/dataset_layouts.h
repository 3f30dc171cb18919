#pragma once
// How each data-set layout becomes clips: used by dataset.cpp only.

#include <functional>

#include "engine/io/dataset.h"

namespace im {

struct LoadedClips {
    MotionDataset data;                                         ///< motions without features yet
    std::function<FeatureSequence(std::size_t)> read_features;  ///< of motions[i]; thread-safe; throws Input
    std::vector<std::string> problems;  ///< "id: what is wrong" of clips that have no motion entry
    std::size_t missing = 0;            ///< number of such clips
};

LoadedClips load_compact_layout(const std::filesystem::path& folder, const DatasetOptions& options);
LoadedClips load_humanml3d_layout(const std::filesystem::path& folder, const DatasetOptions& options);

}  // namespace im
