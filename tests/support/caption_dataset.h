#pragma once
// A data set of captions with next to no motion behind them, for what reads only the words.

#include <filesystem>
#include <string>
#include <vector>

namespace im::test {

/// Thirty captions of single actions and of two in a row, with sides, manners and postures.
const std::vector<std::string>& sample_captions();

/// `folder` in HumanML3D's layout: a training clip of one frame for each caption.
void write_caption_dataset(const std::filesystem::path& folder,
                           const std::vector<std::string>& captions = sample_captions());

}  // namespace im::test
