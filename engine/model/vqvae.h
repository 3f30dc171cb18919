#pragma once
// The motion tokenizer: a 1-D convolutional VQ-VAE. Module and weight names are those of the official
// checkpoints (after their outer "vqvae."). Source: T2M-GPT (Zhang et al., CVPR 2023), section 3.1.
//
// With `levels` > 1 a step of l frames has as many tokens: the base code, as above, then details. A detail
// encoder says what the decoder should have heard; each further code book takes what the codes before it leave
// of that (residual quantisation: Lee et al., CVPR 2022, section 3.1). Token sequences are flat, step by step:
// base of step 0, its details, base of step 1, ...

#include <functional>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>

#include "engine/model/model_config.h"
#include "engine/model/quantizer.h"

namespace im {

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
    /// (N, T, D) -> token indices (N, floor(T / l) * L).
    torch::Tensor encode(const torch::Tensor& x);
    /// Token indices (N, t * L) -> (N, t * l, D).
    torch::Tensor decode(const torch::Tensor& indices);

    /// The base codes stay what they are while the details learn: encoder and first code book are not trained.
    void freeze_base();
    /// Takes encoder, decoder and code book from a tokenizer of one level; the detail encoder starts as the
    /// encoder. The detail code books are drawn from the first batch.
    void grow_from(VqVaeImpl& base);

    /// The frames of step k depend on steps k - context .. k + context only: what
    /// streaming has to wait for.
    int decoder_context_steps() const;

    const VqVaeConfig& config() const { return config_; }

    VqEncoder encoder{nullptr};
    VqDecoder decoder{nullptr};
    Quantizer quantizer{nullptr};
    VqEncoder detail_encoder{nullptr};         ///< only with details
    std::vector<Quantizer> detail_quantizers;  ///< L - 1

  private:
    VqVaeConfig config_;
    bool base_frozen_ = false;
};
TORCH_MODULE(VqVae);

}  // namespace im
