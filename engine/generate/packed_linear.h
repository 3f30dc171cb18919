#pragma once
// A linear layer whose weights lie as the kernels read them: in panels of 32 outputs, each
// a piece of work of its own.

#include <cstddef>

#include <torch/types.h>

#include "engine/generate/aligned_floats.h"
#include "engine/generate/cpu_kernels.h"

namespace im {

/// Rows of activations: row r starts at data + r * stride.
struct RowView {
    const float* data;
    std::size_t stride;
    int count;
};

class PackedLinear {
  public:
    PackedLinear() = default;
    /// weight (N, K), bias (N) or undefined; copied.
    PackedLinear(const torch::Tensor& weight, const torch::Tensor& bias);

    enum class Then {
        Store,
        Gelu,  ///< store gelu(y)
        Relu,  ///< store max(0, y)
        Add,   ///< add to what is there
    };
    /// Outputs 32 `panel` .. 32 `panel` + 31 of y = x through this layer, for all rows. y_of(r) is where row
    /// r goes; it has room for outputs_padded() floats.
    template <class Where>
    void run_panel(const CpuKernels& kernels, int panel, const RowView& x, Then then,
                   const Where& y_of) const;

    int panels() const { return panels_; }
    int outputs_padded() const { return panels_ * kPanel; }

  private:
    static constexpr int kRows = 96;     // whose sums stay in the first-level cache
    static constexpr int kInputs = 256;  // of a panel that stay there while many rows pass by
    void sums(const CpuKernels& kernels, int panel, const RowView& x, float* out) const;

    int inputs_ = 0, panels_ = 0;
    AlignedFloats weights_, bias_;
};

template <class Where>
void PackedLinear::run_panel(const CpuKernels& kernels, int panel, const RowView& x, Then then,
                             const Where& y_of) const {
    alignas(64) float out[kRows * kPanel];
    for (int begin = 0; begin < x.count; begin += kRows) {
        const int count = x.count - begin < kRows ? x.count - begin : kRows;
        sums(kernels, panel, {x.data + static_cast<std::size_t>(begin) * x.stride, x.stride, count}, out);
        if (then == Then::Gelu) kernels.gelu(out, count * kPanel);
        for (int r = 0; r < count; ++r) {
            float* y = y_of(begin + r) + static_cast<std::size_t>(panel) * kPanel;
            const float* from = out + r * kPanel;
            for (int j = 0; j < kPanel; ++j) {
                const float value = then == Then::Relu && from[j] < 0 ? 0 : from[j];
                y[j] = then == Then::Add ? y[j] + value : value;
            }
        }
    }
}

}  // namespace im
