#pragma once
// What makes a training run resumable: its checkpoint, its learning rate as a function of the step.
//
// Batches, dropout and every other draw of step n depend on (seed, n) alone, so a run that was killed and
// resumed walks the same path as one that was not.

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

#include <torch/nn/module.h>
#include <torch/optim/adamw.h>

#include "engine/train/run/train_config.h"

namespace im {

/// Step 0 is the first. Warm-up, then cosine or one drop.
double learning_rate_at(const OptimiserConfig& config, std::int64_t step, std::int64_t steps);

torch::optim::AdamW make_adamw(const torch::nn::Module& module, const OptimiserConfig& config);
void set_learning_rate(torch::optim::AdamW& optimiser, double rate);

/// A 64-bit mix of (seed, step, purpose), for generators that must not depend on history.
std::uint64_t step_seed(std::uint64_t seed, std::int64_t step, std::uint64_t purpose = 0);

struct RunPosition {
    std::int64_t step = 0;  ///< steps done
    double best = 1e300;    ///< best validation score so far (lower is better)
    int validations_since_best = 0;
    std::map<std::string, std::string> memory = {};  ///< whatever else the run has to remember
};

/// One safetensors file: parameters, buffers, AdamW moments, position. Replaced atomically.
void save_checkpoint(const std::filesystem::path& file, const torch::nn::Module& module,
                     torch::optim::AdamW& optimiser, const RunPosition& position,
                     const std::string& config_hash);
/// Throws Input when the file is damaged or belongs to another model or config.
RunPosition load_checkpoint(const std::filesystem::path& file, torch::nn::Module& module,
                            torch::optim::AdamW& optimiser, const std::string& config_hash);

/// Hash of the JSON text, to notice that a run is resumed with another config.
std::string hash_of(const std::string& text);

}  // namespace im
