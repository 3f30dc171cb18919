#pragma once
// From rewards to advantages.
// Source: Schulman et al. 2016 (generalised advantage estimation); Kool et al. 2019 (leave-one-out).
//
// Tables are (B, A): row b holds the actions of sequence b, its tokens and END, and `valid` (bool) is true at
// them, a prefix of the row. Any floating type; nothing here has a gradient.

#include <span>

#include <torch/types.h>

namespace im {

struct Advantages {
    torch::Tensor advantages;  ///< (B, A), 0 where not valid
    torch::Tensor returns;     ///< (B, A), what the critic should have said: advantages + values
};

/// Nothing comes after a sequence's last action, END or not:
///
///   delta_i = r_i + gamma V_(i+1) - V_i
///   A_i     = delta_i + gamma lambda A_(i+1)
Advantages gae(const torch::Tensor& rewards, const torch::Tensor& values, const torch::Tensor& valid,
               double gamma, double lambda);

/// Mean 0 and standard deviation 1 over the valid entries of the batch; 0 elsewhere, and
/// everywhere when all are equal.
torch::Tensor whiten(const torch::Tensor& table, const torch::Tensor& valid);

/// Instead of a critic: a sequence's reward (B) minus the mean of the other samples of its prompt. A prompt
/// with one sample is held against all others of the batch.
torch::Tensor leave_one_out(const torch::Tensor& rewards, std::span<const int> prompts);

/// 1 - Var(returns - values) / Var(returns) over the valid entries; 0 when the returns do not vary.
double explained_variance(const torch::Tensor& values, const torch::Tensor& returns,
                          const torch::Tensor& valid);

}  // namespace im
