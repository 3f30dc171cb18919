#pragma once
// What the generator's trainer sees: clips as tokens, and batches of them with their captions as conditions.

#include <cstdint>
#include <random>
#include <vector>

#include <torch/types.h>

#include "engine/generate/text_condition.h"
#include "engine/io/dataset.h"
#include "engine/model/model_folder.h"
#include "engine/text/text_cache.h"
#include "engine/train/run/train_config.h"

namespace im {

/// A clip as the generator sees it: token sequences (one per start offset) and the numbers of its captions.
struct TokenisedClip {
    std::vector<std::vector<std::int64_t>> tokens;
    std::vector<int> captions;
    double weight = 1.0;
};

/// At most `tokens_max` tokens from each of the first `offsets` frames on; sequences of none are left out.
TokenisedClip tokenise(Tokenizer& tokenizer, const CaptionedMotion& motion, const CaptionStates& texts,
                       int offsets, int tokens_max);

struct GeneratorBatch {
    torch::Tensor inputs;   ///< (B, t) tokens, END and PAD behind the last, some replaced by random codes
    torch::Tensor targets;  ///< (B, t + 1) tokens, END, then -100
    TextCondition condition;
};

class BatchMaker {
  public:
    /// Looks into all three while it lives.
    BatchMaker(const TransformerConfig& model, const GeneratorTraining& training, const CaptionStates& texts)
        : model_(model), training_(training), texts_(texts) {}

    /// A function of the clips and the random stream. Without `training` each clip's first tokens and caption,
    /// nothing corrupted or dropped, no length told.
    GeneratorBatch make(const std::vector<const TokenisedClip*>& clips, std::mt19937_64& random,
                        bool training) const;

  private:
    using Tokens = std::vector<std::int64_t>;
    void fill_row(const Tokens& sequence, std::int64_t row, std::mt19937_64& random, bool training,
                  GeneratorBatch& batch) const;
    TextCondition condition(const std::vector<int>& captions) const;

    const TransformerConfig& model_;
    const GeneratorTraining& training_;
    const CaptionStates& texts_;
    mutable std::uniform_real_distribution<double> uniform_{0.0, 1.0};
};

}  // namespace im
