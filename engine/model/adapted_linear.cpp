#include "engine/model/adapted_linear.h"

#include <torch/torch.h>

namespace im {

torch::Tensor LowRank::operator()(const torch::Tensor& x) const {
    return torch::linear(torch::linear(x, a), b) * scale;
}

torch::Tensor LowRank::product() const {
    return torch::matmul(b, a) * scale;
}

torch::Tensor AdaptedLinearImpl::forward(const torch::Tensor& x) {
    const auto y = torch::linear(x, weight, bias);
    return correction ? y + (*correction)(x) : y;
}

torch::Tensor AdaptedLinearImpl::effective_weight() const {
    const torch::NoGradGuard no_grad;
    return correction ? weight + correction->product() : weight.detach();
}

}  // namespace im
