#pragma once
// From logits to the distribution that the next token is drawn from: END rule, temperature, top-k, top-p, in
// this order. Decoding and PPO's scoring share this file, so that what is scored is what was sampled.

#include <span>

#include <torch/types.h>

#include "engine/generate/sampling_options.h"

namespace im {

/// Steps before END can be drawn where no length is asked for: 24 frames of the usual 4 a step, 1.2 s. No clip
/// that models learn from is shorter; one in a hundred would end after .3 s, which is of no use to anyone. The
/// same as drawing again until something else comes.
inline constexpr int kStepsMin = 6;

/// May END (the last logit) be drawn?
enum class EndRule : std::int8_t {
    Free,
    Masked,  ///< the sequence is still too short, or in the middle of a step
    Forced,  ///< the sequence has its wanted length: END has probability 1
};

/// The rule for the token after `drawn` tokens, of which a step has `levels`. `wanted` > 0: exactly so many
/// tokens; else at least `tokens_min`.
EndRule end_rule(int drawn, int wanted, int tokens_min, int levels = 1);

/// Logits (K + 1, END last) -> log-probabilities of the sampling distribution, -inf for what cannot be drawn.
/// Temperature 0: all mass on the largest logit, the first one on ties. Guidance is not looked at: mix the
/// logits before.
void sampling_log_probabilities(std::span<const float> logits, const SamplingOptions& options, EndRule end,
                                std::span<double> log_probabilities);

/// The token that `uniform` in [0, 1) falls on.
int draw(std::span<const double> log_probabilities, double uniform);

/// The same law for whole batches, with gradient: logits (..., K + 1), rules (...) int8 values of EndRule ->
/// (..., K + 1). Needs temperature > 0.
torch::Tensor sampling_log_probabilities(const torch::Tensor& logits, const SamplingOptions& options,
                                         const torch::Tensor& rules);

/// Rules for scoring: (B, t) int8, row b as end_rule(i, wanted[b], tokens_min, levels) for i = 0 .. t - 1.
torch::Tensor end_rules(std::span<const int> wanted, int t, int tokens_min, int levels = 1);

}  // namespace im
