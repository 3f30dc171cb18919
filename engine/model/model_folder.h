#pragma once
// A model on disk: model.json (what it is), tokenizer.safetensors (VQ-VAE and feature statistics),
// generator.safetensors (transformer). Everything is checked against model.json when loaded. A LoRA folder
// (lora.h) loads as the base model that it names with its corrections merged in.

#include <filesystem>
#include <string>

#include <nlohmann/json_fwd.hpp>

#include "engine/model/transformer.h"
#include "engine/model/vqvae.h"
#include "engine/motion/representation/features.h"

namespace im {

enum class TextEncoderKind { MiniLm, Clip };

struct ModelConfig {
    std::string name = "unnamed";
    std::string skeleton = "humanml3d";  ///< "humanml3d" | "kit"
    FeatureCodec codec = FeatureCodec::Corrected;
    TextEncoderKind text_encoder = TextEncoderKind::MiniLm;
    std::string prompt_form = "as typed";  ///< "as typed" | "normalised": engine/language/prompt_encoder.h
    std::string licence;                   ///< of the weights
    double guidance =
        1.5;  ///< recommended classifier-free guidance; 0 for models trained without dropped conditions
    VqVaeConfig tokenizer;
    TransformerConfig generator;
};

/// The keys "name", "skeleton", "codec", "text_encoder", "prompt_form", "licence", "guidance", "tokenizer",
/// "generator" of model.json and of configs/*.json. Unknown keys, wrong types and values out of range throw
/// Input. Other top-level keys listed in `also_allowed` are left to the caller.
ModelConfig parse_model_config(const nlohmann::json& object, const std::string& place,
                               const std::vector<std::string>& also_allowed = {});
nlohmann::json to_json(const ModelConfig& config);

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
