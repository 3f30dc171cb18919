#include "engine/generate/model_info.h"

#include <algorithm>
#include <string>

#include <torch/torch.h>

#include "engine/generate/text_condition.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

int motion_tokens_max(const ModelConfig& config) {
    constexpr int kFramesMax = 196;
    return std::min(config.generator.tokens_max(),
                    std::max(config.tokenizer.levels, config.tokenizer.tokens_of(kFramesMax)));
}

ModelInfo model_info(const std::filesystem::path& folder, const ModelConfig& config,
                     const std::shared_ptr<const SentenceEncoder>& text_encoder, const Transformer& generator,
                     const Tokenizer& tokenizer) {
    ModelInfo info;
    info.name = config.name;
    info.folder = folder;
    info.skeleton = config.skeleton;
    info.fps = skeleton_by_name(config.skeleton).fps;
    info.frames_per_step = config.tokenizer.frames_per_step();
    info.tokens_per_step = config.tokenizer.levels;
    info.tokens_max = motion_tokens_max(config);
    info.licence = config.licence;
    const int pieces_max = std::min(text_tokens_max(config.generator), text_encoder->pieces_max());
    info.window.pieces_max = pieces_max;
    // Copies of the info may outlive the model, and must not keep its encoder in memory.
    info.window.pieces = [weak = std::weak_ptr(text_encoder), pieces_max](const std::string& text) {
        const auto encoder = weak.lock();
        return encoder ? encoder->count_pieces(text, pieces_max + 1) : 0;
    };
    for (const auto& parameter : generator->parameters()) info.parameters += parameter.numel();
    for (const auto& parameter : tokenizer.vqvae->parameters()) info.parameters += parameter.numel();
    return info;
}

}  // namespace im
