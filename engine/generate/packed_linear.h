#pragma once
// A linear layer whose weights lie as the kernels read them, shared out over a team of threads.

#include <cstddef>

#include <torch/types.h>

#include "engine/generate/aligned_floats.h"
#include "engine/generate/cpu_kernels.h"
#include "engine/generate/thread_team.h"

namespace im {

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
    /// Row r of y = rows of x, `rows` of them, through this layer. y_of(r) is where row r goes; it has room
    /// for outputs_padded() floats. Each member computes its share of the panels; nobody waits.
    template <class Where>
    void run(const CpuKernels& kernels, const TeamMember& member, const float* x, std::size_t x_stride,
             int rows, Then then, const Where& y_of) const;

    int outputs_padded() const { return panels_ * kPanel; }
    std::size_t bytes() const { return weights_.size() * sizeof(float); }

  private:
    static constexpr int kRows = 96;     // whose sums stay in the first-level cache
    static constexpr int kInputs = 256;  // of a panel that stay there while many rows pass by
    void sums(const CpuKernels& kernels, int panel, const float* x, std::size_t x_stride, int rows,
              float* out) const;

    int inputs_ = 0, panels_ = 0;
    AlignedFloats weights_, bias_;
};

template <class Where>
void PackedLinear::run(const CpuKernels& kernels, const TeamMember& member, const float* x,
                       std::size_t x_stride, int rows, Then then, const Where& y_of) const {
    alignas(64) float out[kRows * kPanel];
    const auto [first, last] = member.share(panels_);
    for (int panel = first; panel < last; ++panel) {
        for (int begin = 0; begin < rows; begin += kRows) {
            const int count = rows - begin < kRows ? rows - begin : kRows;
            sums(kernels, panel, x + static_cast<std::size_t>(begin) * x_stride, x_stride, count, out);
            if (then == Then::Gelu) kernels.gelu(out, count * kPanel);
            for (int r = 0; r < count; ++r) {
                float* y = y_of(begin + r) + static_cast<std::size_t>(panel) * kPanel;
                const float* from = out + r * kPanel;
                if (then == Then::Add) {
                    for (int j = 0; j < kPanel; ++j) y[j] += from[j];
                } else if (then == Then::Relu) {
                    for (int j = 0; j < kPanel; ++j) y[j] = from[j] > 0 ? from[j] : 0;
                } else {
                    for (int j = 0; j < kPanel; ++j) y[j] = from[j];
                }
            }
        }
    }
}

}  // namespace im
