#pragma once
// Whether one model can decode the clips of others. Torch-free header.

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace im {

/// For each of `folders` whether the model there has the tokenizer of the one in `model_folder`. Models that are gone or
/// cannot be read are believed. Reads tokenizers from the disk: for a background thread.
std::map<std::string, bool> same_tokenizers(const std::filesystem::path& model_folder,
                                            const std::vector<std::string>& folders);

}  // namespace im
