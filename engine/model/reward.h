#pragma once
// Eq. 2 of InstructMotion (Mao et al., section 4.1): how well a generated motion fits its text and, where
// there is one, the captured motion.
//
//   text-only   r = -lambda_t ||f_t - f_pred||^2
//   paired      r = -lambda_t ||f_t - f_pred||^2 - lambda_m ||f_gt - f_pred||^2
//
// In a batch that has both, samples without a captured motion get the batch's mean motion term of those that
// have one, so that both kinds are on one scale.
//
//   auto texts = encoders.embed_texts({{"a person walks"}, {"someone jumps"}});
//   RewardTerms r = reward_of_tokens(encoders, tokenizer, texts, tokens, {}, {}, {.text = 2.0});

#include <vector>

#include <torch/types.h>

#include "engine/model/model_folder.h"
#include "engine/model/motion_text_encoders.h"
#include "engine/model/reward_weights.h"

namespace im {

/// All (B) float32 on the CPU, gradient-free; total = text + motion, weights applied, none above 0.
struct RewardTerms {
    torch::Tensor total, text, motion;
};

/// On embeddings (B, E) float32. `ground_truth`: f_gt (B, E), undefined when no sample has one; `paired` (B)
/// bool says which rows of it count, undefined: all. Throws Input for shapes that disagree.
RewardTerms reward(const torch::Tensor& f_text, const torch::Tensor& f_pred,
                   const torch::Tensor& ground_truth, const torch::Tensor& paired,
                   const RewardWeights& weights);

/// Motions as the encoders take them.
struct MotionBatch {
    torch::Tensor features;  ///< (B, T, D) float32, not normalised, zero behind each row's end
    torch::Tensor frames;    ///< (B) int64
};

/// Tokens (no END; at least one a motion) -> features. A motion comes out the same whatever the batch. Throws
/// Usage for an empty sequence or a token that is no code.
MotionBatch decode_tokens(const Tokenizer& tokenizer, const std::vector<std::vector<int>>& tokens);

/// tokens -> f_pred (B, E), in chunks of bounded memory.
torch::Tensor embed_tokens(const MotionTextEncoders& encoders, const Tokenizer& tokenizer,
                           const std::vector<std::vector<int>>& tokens);

/// Eq. 2 for generated tokens; f_text = encoders.embed_texts(...), the rest as above.
RewardTerms reward_of_tokens(const MotionTextEncoders& encoders, const Tokenizer& tokenizer,
                             const torch::Tensor& f_text, const std::vector<std::vector<int>>& tokens,
                             const torch::Tensor& ground_truth, const torch::Tensor& paired,
                             const RewardWeights& weights);

}  // namespace im
