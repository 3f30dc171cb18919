#pragma once
// What a model is: the sizes of its tokenizer and its generator, and what it was trained on. Known before any weight is
// loaded, and without torch.

#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "engine/motion/representation/features.h"

namespace im {

/// Of the VQ-VAE (vqvae.h).
struct VqVaeConfig {
    int feature_width = 263;  ///< D: 263 (HumanML3D) or 251 (KIT-ML)
    int width = 512;
    int code_dim = 512;
    int codebook_size = 512;  ///< K
    int down_t = 2;           ///< levels of halving: l = 2^down_t frames a step
    int depth = 3;            ///< residual blocks a level
    int dilation_growth = 3;
    double ema_decay = 0.99;
    double reset_threshold = 1.0;
    int levels = 1;  ///< L: tokens a step; 1 is the paper's form

    int frames_per_step() const { return 1 << down_t; }
    /// Frames of whole steps, tokens of whole steps.
    int frames_of(int tokens) const { return tokens / levels * frames_per_step(); }
    int tokens_of(int frames) const { return frames / frames_per_step() * levels; }
};

/// Of the generator (transformer.h).
struct TransformerConfig {
    int codebook_size = 512;  ///< K; END is index K, PAD is K + 1
    int width = 1024;         ///< C
    int base_layers = 9;      ///< blocks in trans_base; the critic may sit on top of them
    int head_layers = 9;      ///< blocks in trans_head
    int heads = 16;
    int block_size = 51;  ///< start + steps, at most
    int fc_rate = 4;
    int condition_width = 512;      ///< W: 512 (CLIP) or 384 (MiniLM)
    int prefix_positions = 0;       ///< P: at most this many token states; 0 is the paper's form
    bool length_condition = false;  ///< the start position also hears the wanted number of tokens
    double dropout = 0.1;           ///< after attention and MLP projections, in training
    int levels = 1;                 ///< L: tokens a step; 1 is the paper's form

    int end_token() const { return codebook_size; }
    int pad_token() const { return codebook_size + 1; }
    int steps_max() const { return block_size - 1; }
    int tokens_max() const { return steps_max() * levels; }
    int head_width() const { return width / heads; }
    int detail_width() const { return 2 * width; }  ///< of the detail heads' hidden layer
};

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

}  // namespace im
