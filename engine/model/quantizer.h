#pragma once
// The codebook of the motion tokenizer: nearest code, straight-through gradient, EMA update with reset.
// Source: van den Oord et al. 2017; T2M-GPT (Zhang et al., CVPR 2023), section 3.1.

#include <functional>

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

namespace im {

struct QuantizerOptions {
    int codebook_size = 512;       ///< K
    int code_dim = 512;            ///< C
    double ema_decay = 0.99;       ///< mu
    double reset_threshold = 1.0;  ///< codes whose EMA count falls below are replaced by encoder outputs
};

struct Quantized {
    torch::Tensor values;   ///< (N, C, T), straight-through: gradient passes to the encoder output as it is
    torch::Tensor indices;  ///< (N, T) int64
    torch::Tensor commit_loss;  ///< scalar, mean (z - c)^2, gradient only to z
    torch::Tensor perplexity;   ///< scalar, exp(entropy) of this batch's code use
};

class QuantizerImpl : public torch::nn::Module {
  public:
    explicit QuantizerImpl(const QuantizerOptions& options);

    /// z (N, C, T). In training mode also updates the codebook.
    Quantized forward(const torch::Tensor& z);
    /// rows (R, C) -> squared Euclidean distances (R, K): |z|^2 - 2 z.c + |c|^2.
    torch::Tensor distances(const torch::Tensor& rows) const;
    /// z (N, C, T) -> (N, T); the first of equally near codes.
    torch::Tensor nearest(const torch::Tensor& z) const;
    /// (N, T) -> (N, C, T).
    torch::Tensor lookup(const torch::Tensor& indices) const;

    /// Gives the running averages back to a codebook that came without them (a saved model): each
    /// code starts as if it had been hit once, where it is. Without it the first training step
    /// would replace the codebook.
    void restart_averages();

    /// Replacing unused codes stops while false (the last part of a training run).
    bool reset_unused = true;
    /// Standard-normal draws for batches with fewer rows than codes; a test may give its own.
    std::function<torch::Tensor(int rows, int width)> noise;

    torch::Tensor codebook;    ///< (K, C)
    torch::Tensor code_sum;    ///< (K, C), EMA
    torch::Tensor code_count;  ///< (K), EMA; all zero before the first training step

  private:
    void update(const torch::Tensor& rows, const torch::Tensor& indices);
    torch::Tensor at_least_one_row_per_code(const torch::Tensor& rows) const;
    QuantizerOptions options_;
};
TORCH_MODULE(Quantizer);

}  // namespace im
