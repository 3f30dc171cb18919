#pragma once
// Differentiable recovery of joint positions from features: the torch twin of decode_features
// (engine/motion/representation/features.h).

#include <torch/types.h>

namespace im {

struct RecoveredMotion {
    torch::Tensor local;   ///< (B, T, J, 3) metres: root at x = z = 0, heading +Z
    torch::Tensor global;  ///< (B, T, J, 3) metres: root path and heading integrated from the first frame
};

/// features (B, T, D), not normalised, D = 263 or 251.
RecoveredMotion recover_motion(const torch::Tensor& features, int joint_count);

}  // namespace im
