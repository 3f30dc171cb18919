#pragma once
// What a fine-tuning run acts in: prompts become conditions, generated tokens become rewards (eq. 2).
// Everything here is frozen.

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/io/dataset.h"
#include "engine/model/model_folder.h"
#include "engine/model/motion_text_encoders.h"
#include "engine/model/preference_head.h"
#include "engine/model/reward.h"
#include "engine/text/sentence_encoder.h"
#include "engine/train/finetune/checked_terms.h"
#include "engine/train/finetune/finetune_config.h"
#include "engine/train/finetune/prompt_set.h"
#include "engine/train/ppo/ppo.h"

namespace im {

struct FinetuneModels {
    Tokenizer tokenizer;
    std::shared_ptr<const SentenceEncoder> text;
    std::shared_ptr<const MotionTextEncoders> reward;
    std::shared_ptr<const MotionTextEncoders> judge;  ///< may be null
    std::optional<PreferenceTerm> preference = {};    ///< on the reward's embeddings
};

struct FinetuneTexts {
    std::vector<std::string> prompts;  ///< without motion, at least one
    MotionDataset paired;              ///< captured motions with captions; may be empty
    double paired_share = 0;           ///< of an iteration's prompts
};

class FinetuneTask {
  public:
    FinetuneTask(FinetuneModels models, FinetuneTexts texts, const TransformerConfig& generator,
                 const FinetuneConfig& config, const Skeleton& skeleton, std::uint64_t seed);

    /// Looks into this object.
    PpoTask ppo_task();
    /// One row a text.
    TextCondition encode(const std::vector<std::string>& texts);
    /// Mean cosine between text and motions, by text: `samples` motions for each, text after text.
    std::vector<double> cosines(const MotionTextEncoders& encoders, const std::vector<std::string>& texts,
                                const std::vector<std::vector<int>>& tokens, int samples) const;
    /// The same mean of the preference term. Throws Usage when there is none.
    std::vector<double> preferences(const std::vector<std::string>& texts,
                                    const std::vector<std::vector<int>>& tokens, int samples) const;
    /// What is measured on the motions, the mean of each text's: one a text.
    std::vector<CheckedMotion> check(const std::vector<std::string>& texts,
                                     const std::vector<std::vector<int>>& tokens, int samples);
    /// Whether the text says something in numbers, so that CheckedMotion::facts means anything.
    bool asks_facts(const std::string& text) { return !asked(text).empty(); }
    const FinetuneModels& models() const { return models_; }

  private:
    /// Prompts 0 .. prompts - 1 are texts alone; after them come the captions of captured motions.
    struct PairedCaption {
        const CaptionedMotion* motion;
        const std::string* text;
    };
    const std::string& text_of(int prompt) const;
    std::vector<int> draw(std::int64_t iteration, int count);
    SequenceRewards reward(const std::vector<int>& prompts, const std::vector<std::vector<int>>& tokens);
    const std::vector<AskedFact>& asked(const std::string& text);
    /// Motion i belongs to texts[i].
    std::vector<CheckedMotion> check_each(const std::vector<const std::string*>& texts,
                                          const std::vector<std::vector<int>>& tokens);
    const torch::Tensor& text_embedding(const std::string& text);
    const torch::Tensor& motion_embedding(const CaptionedMotion& motion);

    FinetuneModels models_;
    FinetuneTexts texts_;
    std::vector<PairedCaption> captions_;
    TransformerConfig generator_;
    FinetuneConfig config_;  ///< for the reward's weights
    const Skeleton& skeleton_;
    PromptOrder prompt_order_, caption_order_;
    // What was computed before; bounded, so that a hundred thousand prompts fit.
    std::unordered_map<std::string, EncodedText> encoded_;
    std::unordered_map<std::string, torch::Tensor> text_embeddings_;
    std::unordered_map<std::string, std::vector<AskedFact>> asked_;
    std::unordered_map<const CaptionedMotion*, torch::Tensor> motion_embeddings_;
};

}  // namespace im
