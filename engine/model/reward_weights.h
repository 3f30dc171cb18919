#pragma once
// The lambdas of eq. 2 (reward.h). Torch-free header.

namespace im {

struct RewardWeights {
    double text = 0.4;    ///< lambda_t; 0.4 with captured motions (benchmarks), 2.0 for text alone
    double motion = 2.0;  ///< lambda_m
};
inline constexpr RewardWeights kTextOnlyReward{2.0, 0.0};

}  // namespace im
