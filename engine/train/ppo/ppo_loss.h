#pragma once
// PPO's two losses (InstructMotion, eqs. 4 and 5; Schulman et al. 2017), as sums over valid actions, so that
// micro-batches add up to exactly what one large batch gives. Tables as in gae.h.

#include <torch/types.h>

namespace im {

struct PolicyLoss {
    torch::Tensor sum;    ///< scalar with gradient: -sum min(rho A, clip(rho, 1 - epsilon, 1 + epsilon) A)
    torch::Tensor ratio;  ///< (B, A), rho = pi / pi_old, without gradient; 1 where not valid
    // Scalars without gradient, still on their device: whoever wants numbers takes them together.
    torch::Tensor clipped;  ///< number of actions whose ratio is outside of 1 +- epsilon
    torch::Tensor kl_sum;   ///< of (rho - 1) - log rho, an estimate of KL(pi_old || pi), never negative
};

/// Eq. 4. `log_probabilities` carries the gradient.
PolicyLoss policy_loss(const torch::Tensor& log_probabilities, const torch::Tensor& old_log_probabilities,
                       const torch::Tensor& advantages, const torch::Tensor& valid, double epsilon);

/// Eq. 5: sum of (V - return)^2 / 2. With `epsilon` > 0 a value that moved further than epsilon from the old
/// one is cut back to there, and the worse of both squares counts.
torch::Tensor value_loss(const torch::Tensor& values, const torch::Tensor& old_values,
                         const torch::Tensor& returns, const torch::Tensor& valid, double epsilon);

}  // namespace im
