#pragma once
// How far the policy has moved from the frozen reference, and what that costs (eq. 3 of InstructMotion):
//
//   R(c, s) = r(c, s) - beta sum_i [ log pi(s_i | c, s_<i) - log pi_ref(s_i | c, s_<i) ]
//
// Tables as in gae.h. Both log-probabilities must be of the same distribution law:
// temperature, guidance, END rule.

#include <torch/types.h>

namespace im {

/// Eq. 3, told apart by action: -beta log(pi / pi_ref) at every one, and the
/// sequence's reward (B) at its last.
torch::Tensor penalised_rewards(const torch::Tensor& sequence_rewards, const torch::Tensor& log_probabilities,
                                const torch::Tensor& reference, const torch::Tensor& valid, double beta);

/// KL(pi || pi_ref) of every row's whole distribution, with gradient: (..., K + 1) log-probabilities ->
/// (...), in nats, never below 0 (but for rounding). Tokens that the rule bans (-inf in both) count nothing.
torch::Tensor exact_kl(const torch::Tensor& distribution, const torch::Tensor& reference);

/// -sum p log p of every row: (..., K + 1) -> (...), nats, with gradient.
torch::Tensor entropy(const torch::Tensor& distribution);

/// Moves beta so that the measured KL comes near the target (Ziegler et al. 2019):
/// the error is cut to +-20 %.
double adapted_beta(double beta, double kl, double target, double rate);

}  // namespace im
