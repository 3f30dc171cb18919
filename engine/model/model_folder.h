#pragma once
// A model on disk: model.json (what it is), tokenizer.safetensors (VQ-VAE and feature statistics),
// generator.safetensors (transformer). Everything is checked against model.json when loaded. A LoRA folder
// (lora.h) loads as the base model that it names with its corrections merged in.

#include <filesystem>

#include "engine/model/model_config.h"
#include "engine/model/transformer.h"
#include "engine/model/vqvae.h"

namespace im {

struct Tokenizer {
    VqVae vqvae{nullptr};
    torch::Tensor mean, std;  ///< (D), of the features
    /// (N, T, D) features <-> normalised.
    torch::Tensor normalise(const torch::Tensor& features) const { return (features - mean) / std; }
    torch::Tensor denormalise(const torch::Tensor& normalised) const { return normalised * std + mean; }
};

/// Throw Input: folder or file missing, truncated, keys missing, wrong shapes, NaN or Inf weights (all listed
/// at once).
ModelConfig load_model_config(const std::filesystem::path& folder);
Tokenizer load_tokenizer(const std::filesystem::path& folder, const ModelConfig& config,
                         torch::Device device);
Transformer load_generator(const std::filesystem::path& folder, const ModelConfig& config,
                           torch::Device device);

/// Each file is replaced atomically. `half`: fp16 weights (the shipped form), else float32.
void save_model_config(const std::filesystem::path& folder, const ModelConfig& config);
void save_tokenizer(const std::filesystem::path& folder, const Tokenizer& tokenizer, bool half);
void save_generator(const std::filesystem::path& folder, const Transformer& generator, bool half);

}  // namespace im
