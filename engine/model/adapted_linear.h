#pragma once
// A linear map that can carry a low-rank correction beside its weight: W x + b + scale B (A x).
// Source: LoRA (Hu et al., ICLR 2022). engine/model/lora.h makes, attaches and detaches the corrections.

#include <memory>

#include <torch/nn/modules/linear.h>

namespace im {

struct LowRank {
    torch::Tensor a;     ///< (r, in)
    torch::Tensor b;     ///< (out, r)
    double scale = 1.0;  ///< alpha / r

    /// x (..., in) -> (..., out).
    torch::Tensor operator()(const torch::Tensor& x) const;
    /// scale B A: (out, in).
    torch::Tensor product() const;
};

class AdaptedLinearImpl : public torch::nn::LinearImpl {
  public:
    using torch::nn::LinearImpl::LinearImpl;
    torch::Tensor forward(const torch::Tensor& x);
    /// The weight with the correction in it, without gradient; the weight itself when there is none.
    torch::Tensor effective_weight() const;

    /// Not a parameter of this module: weights are saved, loaded and trained without it. Null: none.
    std::shared_ptr<const LowRank> correction;
};
TORCH_MODULE(AdaptedLinear);

}  // namespace im
