#pragma once
// A complete model folder with small random weights: fast to write, load and run, and of no use for anything
// else.

#include <cstdint>
#include <filesystem>

#include "engine/model/model_config.h"

namespace im::test {

/// The sizes of write_tiny_model: both paths of the starter (text prefix, length condition), a width a tenth
/// of its.
ModelConfig tiny_model_config();

/// Writes model.json, tokenizer.safetensors and generator.safetensors into `folder`, made if missing.
void write_tiny_model(const std::filesystem::path& folder, const ModelConfig& config = tiny_model_config(),
                      std::uint64_t seed = 1);

/// Adds reward.safetensors and judge.safetensors, as small and as random, to a model folder.
void write_tiny_encoders(const std::filesystem::path& folder);

}  // namespace im::test
