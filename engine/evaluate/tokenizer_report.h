#pragma once
// The tokenizer's figures on a split of a data set. Torch-free header.

#include <filesystem>
#include <string>
#include <vector>

namespace im {

struct TokenizerReport {
    int clips = 0;
    double local_mm = 0;   ///< mean joint error, root-aligned, millimetres
    double global_mm = 0;  ///< mean joint error in the world, first frame aligned, millimetres
    double skate_mm = 0;  ///< horizontal speed of feet that the data say rest, mm/frame, after reconstruction
    double skate_data_mm = 0;  ///< the same measure on the data
    int codes_used = 0;
};

/// Throws Input for a broken model folder or data set, Usage for an unknown split.
TokenizerReport report_tokenizer(const std::filesystem::path& model_folder,
                                 const std::vector<std::filesystem::path>& data, const std::string& split,
                                 const std::string& device, int threads);

}  // namespace im
