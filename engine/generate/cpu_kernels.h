#pragma once
// The arithmetic of a transformer layer for a few rows at a time, by instruction set.
//
// Every function treats each row on its own and adds in a fixed order, so that a row's result is the same to
// the last bit whatever rows are beside it.

#include <cstddef>

namespace im {

/// Weight matrices are cut into panels of so many outputs: panel p holds, for each input k, the weights of
/// outputs 32 p .. 32 p + 31 side by side. Missing outputs are zero.
inline constexpr int kPanel = 32;

struct CpuKernels {
    const char* name;  ///< "avx512", "avx2", "portable"

    /// sums[r][j] += sum over k < inputs of x[r][k] * panel[k][j]; x rows are x_stride
    /// floats apart, sums rows kPanel.
    void (*multiply)(const float* panel, int inputs, const float* x, std::size_t x_stride, int rows,
                     float* sums);
    /// y = (x - mean) / sqrt(variance + 1e-5) * weight + bias.
    void (*layer_norm)(const float* x, const float* weight, const float* bias, int width, float* y);
    /// x -> x / 2 (1 + erf(x / sqrt 2)), in place.
    void (*gelu)(float* x, int count);
    /// One head of one row. Key i starts at keys[i * stride], value i at keys[i * stride + value_offset], for
    /// two runs of positions. scores has room for count_a + count_b rounded up to 16.
    struct Run {
        const float* keys;
        int count;
    };
    void (*attend)(const float* query, Run a, Run b, std::size_t stride, std::size_t value_offset, int width,
                   float scale, float* scores, float* y);
};

/// The best set that this machine can run.
const CpuKernels& cpu_kernels();
/// All sets that this machine can run, best first: for tests.
struct CpuKernelList {
    const CpuKernels* sets[3];
    int count;
};
CpuKernelList available_cpu_kernels();

}  // namespace im
