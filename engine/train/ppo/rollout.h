#pragma once
// Sampled sequences with what PPO must know about them. Sampled with the KV cache, scored
// later in one pass (policy.h).

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "engine/generate/token_decoder.h"

namespace im {

/// How rollouts are drawn, and so the law under which they are scored. No top-k or top-p: a token that they
/// ban has no gradient, and what they ban changes with every update.
struct RolloutOptions {
    double temperature = 1.0;
    /// s: the policy is the guided one, logits c + s (c - u), in sampling and in scoring; 0: off.
    double guidance = 0.0;
    int tokens_min = 2;  ///< base tokens (steps); END cannot be drawn earlier
    int tokens_max = 0;  ///< base tokens (steps); 0: as many as the model has positions for
    SamplingOptions sampling() const {
        return {.temperature = temperature, .top_k = 0, .top_p = 1.0, .guidance = guidance};
    }
};

struct Rollout {
    std::vector<int> prompts;              ///< (B) as given
    std::vector<std::vector<int>> tokens;  ///< (B) without END
    TextCondition condition;               ///< B rows
    torch::Tensor inputs;                  ///< (B, A - 1) int64: what the model is shown, PAD behind the end
    torch::Tensor actions;                 ///< (B, A) int64: tokens, END if it came, then 0
    torch::Tensor valid;                   ///< (B, A) bool: true at actions
    torch::Tensor rules;                   ///< (B, A) int8, EndRule
    torch::Tensor log_probabilities;       ///< (B, A) float32, as sampled; 0 where not valid
    torch::Tensor ended;                   ///< (B) bool: END came

    std::int64_t batch() const { return static_cast<std::int64_t>(prompts.size()); }
    /// Rows by number, columns cut to the longest of them.
    Rollout select(std::span<const std::int64_t> rows) const;
    double token_count() const;     ///< valid actions
    double distinct_share() const;  ///< different token sequences / B
};

/// One sequence for each of `prompts`, which row r of `conditions` (R rows) stands for: condition_of_row[i]
/// is the row of sequence i. Sequence i is drawn from the stream (seed, i). `poll` is called before every
/// token and may throw. Tensors come on the CPU.
Rollout roll_out(TokenDecoder& decoder, const TextCondition& conditions,
                 std::span<const int> condition_of_row, std::span<const int> prompts,
                 const RolloutOptions& options, std::uint64_t seed, const std::function<void()>& poll = {});

}  // namespace im
