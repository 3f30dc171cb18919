#include "engine/generate/packed_linear.h"

#include <algorithm>
#include <cstring>

#include <torch/torch.h>

namespace im {

PackedLinear::PackedLinear(const torch::Tensor& weight, const torch::Tensor& bias)
    : inputs_(static_cast<int>(weight.size(1))),
      panels_(static_cast<int>((weight.size(0) + kPanel - 1) / kPanel)),
      weights_(static_cast<std::size_t>(panels_) * kPanel * static_cast<std::size_t>(inputs_)),
      bias_(static_cast<std::size_t>(panels_) * kPanel) {
    torch::NoGradGuard no_grad;
    const auto outputs = weight.size(0);
    std::fill_n(bias_.data(), bias_.size(), 0.0f);
    if (bias.defined()) {
        const auto plain = bias.detach().to(torch::kCPU, torch::kFloat32).contiguous();
        std::memcpy(bias_.data(), plain.const_data_ptr<float>(),
                    static_cast<std::size_t>(outputs) * sizeof(float));
    }
    for (int panel = 0; panel < panels_; ++panel) {
        const auto begin = std::int64_t{panel} * kPanel,
                   count = std::min<std::int64_t>(kPanel, outputs - begin);
        auto target =
            torch::from_blob(weights_.data() + static_cast<std::size_t>(begin) * inputs_, {inputs_, kPanel});
        if (count < kPanel) target.zero_();
        target.slice(1, 0, count).copy_(weight.detach().slice(0, begin, begin + count).t());
    }
}

void PackedLinear::sums(const CpuKernels& kernels, int panel, const RowView& x, float* out) const {
    const float* weights =
        weights_.data() + static_cast<std::size_t>(panel) * kPanel * static_cast<std::size_t>(inputs_);
    for (int r = 0; r < x.count; ++r) std::copy_n(bias_.data() + panel * kPanel, kPanel, out + r * kPanel);
    if (x.count <= 12) return kernels.multiply(weights, inputs_, x.data, x.stride, x.count, out);
    // In parts of the inputs, one after the other: the same order of additions as above.
    for (int k = 0; k < inputs_; k += kInputs) {
        kernels.multiply(weights + static_cast<std::size_t>(k) * kPanel, std::min(kInputs, inputs_ - k),
                         x.data + k, x.stride, x.count, out);
    }
}

}  // namespace im
