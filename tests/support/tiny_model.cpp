#include "tests/support/tiny_model.h"

#include <torch/torch.h>

#include "engine/model/contrastive_encoders.h"
#include "engine/model/model_folder.h"
#include "engine/motion/representation/features.h"
#include "engine/motion/representation/skeleton.h"

namespace im::test {

ModelConfig tiny_model_config() {
    ModelConfig config;
    config.name = "tiny";
    config.licence = "none: random numbers";
    config.tokenizer.width = 32;
    config.tokenizer.code_dim = 16;
    config.tokenizer.codebook_size = 64;
    config.tokenizer.depth = 1;
    config.generator.codebook_size = 64;
    config.generator.width = 64;
    config.generator.base_layers = 1;
    config.generator.head_layers = 1;
    config.generator.heads = 2;
    config.generator.block_size = 50;
    config.generator.condition_width = 384;
    config.generator.prefix_positions = 40;
    config.generator.length_condition = true;
    return config;
}

void write_tiny_model(const std::filesystem::path& folder, const ModelConfig& config, std::uint64_t seed) {
    std::filesystem::create_directories(folder);
    torch::manual_seed(seed);
    const torch::NoGradGuard no_grad;
    Tokenizer tokenizer;
    tokenizer.vqvae = VqVae(config.tokenizer);
    tokenizer.vqvae->quantizer->codebook.copy_(torch::randn_like(tokenizer.vqvae->quantizer->codebook));
    // Little movement around a pelvis at standing height.
    const FeatureLayout layout(skeleton_by_name(config.skeleton).joint_count());
    tokenizer.mean = torch::zeros({layout.width});
    tokenizer.mean[layout.root_height.begin] = 0.9;
    tokenizer.std = torch::full({layout.width}, 0.05);
    Transformer generator(config.generator);
    // As initialised all answers would look alike; prompts and seeds are to make a difference.
    for (torch::Tensor& parameter : generator->parameters())
        parameter.add_(torch::randn_like(parameter), 0.1);
    save_model_config(folder, config);
    save_tokenizer(folder, tokenizer, false);
    save_generator(folder, generator, false);
}

void write_tiny_encoders(const std::filesystem::path& folder) {
    ContrastiveConfig config;
    config.codec = load_model_config(folder).codec;
    config.width = 16;
    config.hidden = 8;
    config.embedding = 8;
    for (const char* name : {"reward", "judge"}) {
        torch::manual_seed(name[0]);
        save_encoders(folder, name, ContrastivePair(config), {{0.2f, 0.4f, 1.9f}, {0.6f, 1.0f, 1.95f}},
                      false);
    }
}

}  // namespace im::test
