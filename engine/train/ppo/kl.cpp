#include "engine/train/ppo/kl.h"

#include <algorithm>
#include <limits>

#include <torch/torch.h>

#include "engine/model/shape_guard.h"

namespace im {
namespace {

/// Without the rows' banned tokens, where 0 times infinity would be NaN (in the gradient, too).
torch::Tensor finite(const torch::Tensor& log_probabilities, const torch::Tensor& banned) {
    return log_probabilities.masked_fill(banned, 0);
}

torch::Tensor is_banned(const torch::Tensor& distribution) {
    return distribution.detach().eq(-std::numeric_limits<float>::infinity());
}

}  // namespace

torch::Tensor penalised_rewards(const torch::Tensor& sequence_rewards, const torch::Tensor& log_probabilities,
                                const torch::Tensor& reference, const torch::Tensor& valid, double beta) {
    const torch::NoGradGuard no_grad;
    const auto B = valid.size(0), A = valid.size(1);
    expect_shape(sequence_rewards, {B}, "rewards");
    expect_shape(log_probabilities, {B, A}, "log-probabilities");
    expect_shape(reference, {B, A}, "the reference's log-probabilities");
    auto rewards = (-beta * (log_probabilities - reference)).masked_fill(valid.logical_not(), 0);
    const auto last = (valid.sum(1, /*keepdim=*/true) - 1).clamp_min(0);
    return rewards.scatter_add(1, last, sequence_rewards.to(rewards.options()).unsqueeze(1));
}

torch::Tensor exact_kl(const torch::Tensor& distribution, const torch::Tensor& reference) {
    const auto banned = is_banned(distribution).logical_or(is_banned(reference));
    const auto p = distribution.exp();
    return (p * (finite(distribution, banned) - finite(reference, banned))).sum(-1);
}

torch::Tensor entropy(const torch::Tensor& distribution) {
    return -(distribution.exp() * finite(distribution, is_banned(distribution))).sum(-1);
}

double adapted_beta(double beta, double kl, double target, double rate) {
    return beta * (1 + rate * std::clamp(kl / target - 1, -0.2, 0.2));
}

}  // namespace im
