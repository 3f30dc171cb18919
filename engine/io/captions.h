#pragma once
// The captions of a data set without its motion: a second where the motion takes minutes.

#include <filesystem>
#include <vector>

#include "engine/io/dataset.h"

namespace im {

/// Clips as load_dataset() finds them (engine/io/dataset.h), `features` left empty and nothing of them
/// checked. Throws Input for a folder of no known layout, a broken index, or where no clip is in the splits.
std::vector<CaptionedMotion> load_captions(const std::filesystem::path& folder,
                                           const std::vector<Split>& splits);

}  // namespace im
