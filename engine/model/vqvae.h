#pragma once
// The motion tokenizer: a 1-D convolutional VQ-VAE. Module and weight names are those of the official
// checkpoints (after their outer "vqvae."). Source: T2M-GPT (Zhang et al., CVPR 2023), section 3.1.

#include <functional>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include "engine/model/quantizer.h"

namespace im {

struct VqVaeConfig {
    int feature_width = 263;  ///< D: 263 (HumanML3D) or 251 (KIT-ML)
    int width = 512;
    int code_dim = 512;
    int codebook_size = 512;  ///< K
    int down_t = 2;           ///< levels of halving: l = 2^down_t frames a token
    int depth = 3;            ///< residual blocks a level
    int dilation_growth = 3;
    double ema_decay = 0.99;
    double reset_threshold = 1.0;

    int frames_per_token() const { return 1 << down_t; }
};

class VqEncoderImpl : public torch::nn::Module {
  public:
    explicit VqEncoderImpl(const VqVaeConfig& config);
    /// (N, D, T) -> (N, code_dim, floor(T / l)).
    torch::Tensor forward(const torch::Tensor& x);

  private:
    std::vector<std::function<torch::Tensor(const torch::Tensor&)>> stages_;
};
TORCH_MODULE(VqEncoder);

class VqDecoderImpl : public torch::nn::Module {
  public:
    explicit VqDecoderImpl(const VqVaeConfig& config);
    /// (N, code_dim, t) -> (N, D, t * l).
    torch::Tensor forward(const torch::Tensor& z);

  private:
    std::vector<std::function<torch::Tensor(const torch::Tensor&)>> stages_;
};
TORCH_MODULE(VqDecoder);

struct VqVaeOutput {
    torch::Tensor reconstruction;  ///< (N, T, D) normalised features
    Quantized quantized;
};

class VqVaeImpl : public torch::nn::Module {
  public:
    explicit VqVaeImpl(const VqVaeConfig& config);

    /// x (N, T, D) normalised features, T a multiple of l.
    VqVaeOutput forward(const torch::Tensor& x);
    /// (N, T, D) -> token indices (N, floor(T / l)).
    torch::Tensor encode(const torch::Tensor& x);
    /// Token indices (N, t) -> (N, t * l, D).
    torch::Tensor decode(const torch::Tensor& indices);

    /// The frames of token k depend on tokens k - context .. k + context only: what
    /// streaming has to wait for.
    int decoder_context_tokens() const;

    const VqVaeConfig& config() const { return config_; }

    VqEncoder encoder{nullptr};
    VqDecoder decoder{nullptr};
    Quantizer quantizer{nullptr};

  private:
    VqVaeConfig config_;
};
TORCH_MODULE(VqVae);

}  // namespace im
