#pragma once
// A frozen linear layer for inference. On a CPU its weight is laid out once for oneDNN's kernels, which on
// AMD machines run at twice the speed of at::linear (MKL), most of all for a handful of rows.

#include <torch/types.h>

namespace im {

class FrozenLinear {
  public:
    FrozenLinear() = default;
    /// `weight` (out, in) and `bias` (out), or an undefined tensor for none; float32. Later changes to them
    /// are not seen.
    FrozenLinear(const torch::Tensor& weight, const torch::Tensor& bias);

    /// (..., in) -> (..., out) float32, without gradient. Thread-safe.
    torch::Tensor operator()(const torch::Tensor& x) const;

  private:
    torch::Tensor weight_;
    torch::Tensor bias_;
    bool packed_ = false;
};

}  // namespace im
