#include "engine/generate/cpu_kernels.h"

#include <bit>
#include <cmath>
#include <cstdint>

#if defined(__x86_64__)
#include <immintrin.h>
#define IM_AVX512 __attribute__((target("avx512f,avx512dq,avx512vl,avx2,fma")))
#define IM_AVX2 __attribute__((target("avx2,fma")))
#endif
// Inlined into functions of each instruction set and vectorised there.
#define IM_INLINE inline __attribute__((always_inline))

namespace im {
namespace {

// ---- rows at a time, written once
// ------------------------------------------------------------------------------------

// No branch and no comparison of floats below: the compiler would keep their exceptions in order, one by one,
// instead of computing many at once.

/// e^-x for x >= 0, to about 2 ulp (Cephes); e^-87 beyond 87.
IM_INLINE float exp_of_minus(float x) {
    // Positive floats order like their bits.
    constexpr std::int32_t largest = std::bit_cast<std::int32_t>(87.0f);
    const auto bits = std::bit_cast<std::int32_t>(x);
    x = -std::bit_cast<float>(bits < largest ? bits : largest);
    const float n = static_cast<float>(static_cast<std::int32_t>(x * 1.44269504f - 0.5f));
    const float r = (x - n * 0.693359375f) + n * 2.12194440e-4f;
    float p = 1.9875691500e-4f;
    p = p * r + 1.3981999507e-3f;
    p = p * r + 8.3334519073e-3f;
    p = p * r + 4.1665795894e-2f;
    p = p * r + 1.6666665459e-1f;
    p = p * r + 5.0000001201e-1f;
    p = p * r * r + r + 1.0f;
    return p * std::bit_cast<float>((static_cast<std::int32_t>(n) + 127) << 23);
}

/// Abramowitz and Stegun 7.1.26: error below 1.5e-7.
IM_INLINE float fast_erf(float x) {
    const float a = std::fabs(x);
    const float t = 1.0f / (1.0f + 0.3275911f * a);
    float p = 1.061405429f;
    p = p * t - 1.453152027f;
    p = p * t + 1.421413741f;
    p = p * t - 0.284496736f;
    p = p * t + 0.254829592f;
    return std::copysign(1.0f - p * t * exp_of_minus(a * a), x);
}

IM_INLINE void gelu_body(float* x, int count) {
#pragma omp simd
    for (int i = 0; i < count; ++i) x[i] = 0.5f * x[i] * (1.0f + fast_erf(x[i] * 0.70710678f));
}

IM_INLINE void layer_norm_body(const float* x, const float* weight, const float* bias, int width, float* y) {
    float sum = 0, squares = 0;
#pragma omp simd reduction(+ : sum)
    for (int i = 0; i < width; ++i) sum += x[i];
    const float mean = sum / static_cast<float>(width);
#pragma omp simd reduction(+ : squares)
    for (int i = 0; i < width; ++i) squares += (x[i] - mean) * (x[i] - mean);
    const float scale = 1.0f / std::sqrt(squares / static_cast<float>(width) + 1e-5f);
#pragma omp simd
    for (int i = 0; i < width; ++i) y[i] = (x[i] - mean) * scale * weight[i] + bias[i];
}

IM_INLINE void attend_body(const float* query, CpuKernels::Run a, CpuKernels::Run b, std::size_t stride,
                           std::size_t value_offset, int width, float scale, float* scores, float* y) {
    const int total = a.count + b.count;
    const auto key = [&](int i) {
        return i < a.count ? a.keys + static_cast<std::size_t>(i) * stride
                           : b.keys + static_cast<std::size_t>(i - a.count) * stride;
    };
    float largest = -3.4e38f;
    for (int i = 0; i < total; ++i) {
        const float* k = key(i);
        float dot = 0;
#pragma omp simd reduction(+ : dot)
        for (int j = 0; j < width; ++j) dot += query[j] * k[j];
        scores[i] = dot * scale;
        largest = scores[i] > largest ? scores[i] : largest;
    }
    float sum = 0;
#pragma omp simd
    for (int i = 0; i < total; ++i) scores[i] = exp_of_minus(largest - scores[i]);
    for (int i = 0; i < total; ++i) sum += scores[i];
    for (int j = 0; j < width; ++j) y[j] = 0;
    for (int i = 0; i < total; ++i) {
        const float share = scores[i] / sum;
        const float* v = key(i) + value_offset;
#pragma omp simd
        for (int j = 0; j < width; ++j) y[j] += share * v[j];
    }
}

/// The panel product without vector instructions of its own.
void multiply_portable(const float* panel, int inputs, const float* x, std::size_t x_stride, int rows,
                       float* sums) {
    for (int r = 0; r < rows; ++r) {
        float acc[kPanel];
        for (int j = 0; j < kPanel; ++j) acc[j] = sums[r * kPanel + j];
        const float* row = x + static_cast<std::size_t>(r) * x_stride;
        for (int k = 0; k < inputs; ++k) {
            const float value = row[k];
            const float* w = panel + static_cast<std::size_t>(k) * kPanel;
#pragma omp simd
            for (int j = 0; j < kPanel; ++j) acc[j] += value * w[j];
        }
        for (int j = 0; j < kPanel; ++j) sums[r * kPanel + j] = acc[j];
    }
}

void gelu_portable(float* x, int count) {
    gelu_body(x, count);
}
void layer_norm_portable(const float* x, const float* weight, const float* bias, int width, float* y) {
    layer_norm_body(x, weight, bias, width, y);
}
void attend_portable(const float* query, CpuKernels::Run a, CpuKernels::Run b, std::size_t stride,
                     std::size_t value_offset, int width, float scale, float* scores, float* y) {
    attend_body(query, a, b, stride, value_offset, width, scale, scores, y);
}

constexpr CpuKernels kPortable{"portable", multiply_portable, layer_norm_portable, gelu_portable,
                               attend_portable};

#if defined(__x86_64__)

// ---- AVX-512: 12 rows x 32 outputs in registers
// ----------------------------------------------------------------------

template <int R>
IM_AVX512 void multiply_rows_avx512(const float* panel, int inputs, const float* x, std::size_t x_stride,
                                    float* sums) {
    __m512 low[R], high[R];
#pragma GCC unroll 12
    for (int r = 0; r < R; ++r) {
        low[r] = _mm512_loadu_ps(sums + r * kPanel);
        high[r] = _mm512_loadu_ps(sums + r * kPanel + 16);
    }
    for (int k = 0; k < inputs; ++k) {
        const float* w = panel + static_cast<std::size_t>(k) * kPanel;
        if constexpr (R <= 2) {  // bound by memory: ask for what comes after the next page boundary early
            _mm_prefetch(reinterpret_cast<const char*>(w + 32 * kPanel), _MM_HINT_T0);
            _mm_prefetch(reinterpret_cast<const char*>(w + 32 * kPanel + 16), _MM_HINT_T0);
        }
        const __m512 w0 = _mm512_loadu_ps(w), w1 = _mm512_loadu_ps(w + 16);
#pragma GCC unroll 12
        for (int r = 0; r < R; ++r) {
            const __m512 value =
                _mm512_set1_ps(x[static_cast<std::size_t>(r) * x_stride + static_cast<std::size_t>(k)]);
            low[r] = _mm512_fmadd_ps(value, w0, low[r]);
            high[r] = _mm512_fmadd_ps(value, w1, high[r]);
        }
    }
#pragma GCC unroll 12
    for (int r = 0; r < R; ++r) {
        _mm512_storeu_ps(sums + r * kPanel, low[r]);
        _mm512_storeu_ps(sums + r * kPanel + 16, high[r]);
    }
}

void multiply_avx512(const float* panel, int inputs, const float* x, std::size_t x_stride, int rows,
                     float* sums) {
    using Function = void (*)(const float*, int, const float*, std::size_t, float*);
    static constexpr Function kByRows[] = {
        multiply_rows_avx512<1>,  multiply_rows_avx512<2>,  multiply_rows_avx512<3>,
        multiply_rows_avx512<4>,  multiply_rows_avx512<5>,  multiply_rows_avx512<6>,
        multiply_rows_avx512<7>,  multiply_rows_avx512<8>,  multiply_rows_avx512<9>,
        multiply_rows_avx512<10>, multiply_rows_avx512<11>, multiply_rows_avx512<12>};
    for (int r = 0; r < rows; r += 12) {
        const int block = rows - r < 12 ? rows - r : 12;
        kByRows[block - 1](panel, inputs, x + static_cast<std::size_t>(r) * x_stride, x_stride,
                           sums + r * kPanel);
    }
}

IM_AVX512 void gelu_avx512(float* x, int count) {
    gelu_body(x, count);
}
IM_AVX512 void layer_norm_avx512(const float* x, const float* weight, const float* bias, int width,
                                 float* y) {
    layer_norm_body(x, weight, bias, width, y);
}
IM_AVX512 void attend_avx512(const float* query, CpuKernels::Run a, CpuKernels::Run b, std::size_t stride,
                             std::size_t value_offset, int width, float scale, float* scores, float* y) {
    attend_body(query, a, b, stride, value_offset, width, scale, scores, y);
}

constexpr CpuKernels kAvx512{"avx512", multiply_avx512, layer_norm_avx512, gelu_avx512, attend_avx512};

// ---- AVX2: 3 rows x 32 outputs in registers
// --------------------------------------------------------------------------

template <int R>
IM_AVX2 void multiply_rows_avx2(const float* panel, int inputs, const float* x, std::size_t x_stride,
                                float* sums) {
    __m256 acc[R][4];
#pragma GCC unroll 3
    for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) acc[r][j] = _mm256_loadu_ps(sums + r * kPanel + 8 * j);
    }
    for (int k = 0; k < inputs; ++k) {
        const float* w = panel + static_cast<std::size_t>(k) * kPanel;
        if constexpr (R <= 2) {
            _mm_prefetch(reinterpret_cast<const char*>(w + 32 * kPanel), _MM_HINT_T0);
            _mm_prefetch(reinterpret_cast<const char*>(w + 32 * kPanel + 16), _MM_HINT_T0);
        }
        __m256 value[R];
#pragma GCC unroll 3
        for (int r = 0; r < R; ++r) {
            value[r] =
                _mm256_broadcast_ss(x + static_cast<std::size_t>(r) * x_stride + static_cast<std::size_t>(k));
        }
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) {
            const __m256 weight = _mm256_loadu_ps(w + 8 * j);
#pragma GCC unroll 3
            for (int r = 0; r < R; ++r) acc[r][j] = _mm256_fmadd_ps(value[r], weight, acc[r][j]);
        }
    }
#pragma GCC unroll 3
    for (int r = 0; r < R; ++r) {
#pragma GCC unroll 4
        for (int j = 0; j < 4; ++j) _mm256_storeu_ps(sums + r * kPanel + 8 * j, acc[r][j]);
    }
}

void multiply_avx2(const float* panel, int inputs, const float* x, std::size_t x_stride, int rows,
                   float* sums) {
    for (int r = 0; r < rows; r += 3) {
        const float* from = x + static_cast<std::size_t>(r) * x_stride;
        float* to = sums + r * kPanel;
        if (rows - r >= 3) {
            multiply_rows_avx2<3>(panel, inputs, from, x_stride, to);
        } else if (rows - r == 2) {
            multiply_rows_avx2<2>(panel, inputs, from, x_stride, to);
        } else {
            multiply_rows_avx2<1>(panel, inputs, from, x_stride, to);
        }
    }
}

IM_AVX2 void gelu_avx2(float* x, int count) {
    gelu_body(x, count);
}
IM_AVX2 void layer_norm_avx2(const float* x, const float* weight, const float* bias, int width, float* y) {
    layer_norm_body(x, weight, bias, width, y);
}
IM_AVX2 void attend_avx2(const float* query, CpuKernels::Run a, CpuKernels::Run b, std::size_t stride,
                         std::size_t value_offset, int width, float scale, float* scores, float* y) {
    attend_body(query, a, b, stride, value_offset, width, scale, scores, y);
}

constexpr CpuKernels kAvx2{"avx2", multiply_avx2, layer_norm_avx2, gelu_avx2, attend_avx2};

#endif

}  // namespace

CpuKernelList available_cpu_kernels() {
    CpuKernelList list{{nullptr, nullptr, nullptr}, 0};
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
        __builtin_cpu_supports("avx512vl")) {
        list.sets[list.count++] = &kAvx512;
    }
    if (avx2) list.sets[list.count++] = &kAvx2;
#endif
    list.sets[list.count++] = &kPortable;
    return list;
}

const CpuKernels& cpu_kernels() {
    static const CpuKernels& best = *available_cpu_kernels().sets[0];
    return best;
}

}  // namespace im
