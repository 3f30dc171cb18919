#pragma once
// What is told of a model that has been loaded, for all that load one to draw motion from it.

#include <cstdint>
#include <filesystem>
#include <memory>

#include "engine/generate/motion_generator.h"
#include "engine/model/model_folder.h"
#include "engine/text/sentence_encoder.h"

namespace im {

/// Tokens of the longest motion, all levels counted: what the generator has positions for, and no more than 196
/// frames, which models of this kind are trained on.
int motion_tokens_max(const ModelConfig& config);

/// Parameters are those of the generator and the tokenizer. The info does not keep the text encoder alive.
ModelInfo model_info(const std::filesystem::path& folder, const ModelConfig& config,
                     const std::shared_ptr<const SentenceEncoder>& text_encoder, const Transformer& generator,
                     const Tokenizer& tokenizer);

}  // namespace im
