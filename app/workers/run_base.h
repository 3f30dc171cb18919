#pragma once
// The model that a run of the studio starts from. Torch-free header.

#include <filesystem>
#include <string>

#include "engine/train/run/run_folder.h"

namespace im {

/// `model` itself, or, where LoRA is to learn ("lora") on a model that is LoRA corrections already, a copy of it
/// in the run's folder that has them merged in. Throws as merge_lora_folder.
std::filesystem::path base_of_run(const std::filesystem::path& model, const std::string& learn,
                                  const RunFolder& folder);

}  // namespace im
