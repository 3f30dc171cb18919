#pragma once
// The captions of a data-set folder as the pool takes them.

#include <filesystem>
#include <string>
#include <vector>

#include "engine/prompts/pool.h"

namespace im {

/// `split`: train, val, test or all. Equal texts of one clip come once. Throws Input as load_captions() does.
std::vector<SourceCaption> read_source_captions(const std::filesystem::path& data, const std::string& split);

}  // namespace im
