#include "engine/train/ppo/ppo_loss.h"

#include <torch/torch.h>

namespace im {

PolicyLoss policy_loss(const torch::Tensor& log_probabilities, const torch::Tensor& old_log_probabilities,
                       const torch::Tensor& advantages, const torch::Tensor& valid, double epsilon) {
    const auto log_ratio = (log_probabilities - old_log_probabilities).masked_fill(valid.logical_not(), 0);
    const auto ratio = log_ratio.exp();
    const auto surrogate = torch::min(ratio * advantages, ratio.clamp(1 - epsilon, 1 + epsilon) * advantages);
    PolicyLoss loss;
    loss.sum = -surrogate.masked_fill(valid.logical_not(), 0).sum();
    loss.ratio = ratio.detach();
    loss.clipped = (loss.ratio - 1).abs().gt(epsilon).sum();
    loss.kl_sum = (loss.ratio - 1 - log_ratio.detach()).sum();
    return loss;
}

torch::Tensor value_loss(const torch::Tensor& values, const torch::Tensor& old_values,
                         const torch::Tensor& returns, const torch::Tensor& valid, double epsilon) {
    auto square = (values - returns).square();
    if (epsilon > 0) {
        const auto near = old_values + (values - old_values).clamp(-epsilon, epsilon);
        square = torch::max(square, (near - returns).square());
    }
    return 0.5 * square.masked_fill(valid.logical_not(), 0).sum();
}

}  // namespace im
