#pragma once
// CLIP's text tower: a causal transformer on byte pairs whose state at the end token, projected, is the
// sentence's vector. Weight names are those of OpenAI's checkpoints. Frozen. Source: Radford et al. 2021.

#include <memory>

#include <torch/nn/module.h>
#include <torch/nn/modules/container/modulelist.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/normalization.h>
#include <torch/nn/pimpl.h>

#include "engine/text/clip_bpe.h"
#include "engine/text/sentence_encoder.h"

namespace im {

struct ClipTextConfig {
    int width = 512;  ///< C; heads are 64 wide
    int layers = 12;
    int vocabulary = 49408;
    int context = 77;
    int embedding = 512;  ///< W, of the sentence's vector
};

class ClipTextTowerImpl : public torch::nn::Module {
  public:
    explicit ClipTextTowerImpl(const ClipTextConfig& config);
    /// ids (B, L) int64, L <= 77, anything behind a text's end -> (B, L, C) after `blocks` blocks (-1: all).
    torch::Tensor hidden_states(const torch::Tensor& ids, int blocks = -1);
    /// ids (B, L) -> (B, W), not normalised: the final state at each row's first largest id, projected.
    torch::Tensor forward(const torch::Tensor& ids);
    /// hidden_states (B, L, C) of all blocks -> the same normalised by the final LayerNorm.
    torch::Tensor final_states(const torch::Tensor& hidden);

    const ClipTextConfig& config() const { return config_; }

  private:
    friend class ClipSentenceEncoder;
    torch::Tensor project(const torch::Tensor& states, const torch::Tensor& ids);

    ClipTextConfig config_;
    torch::nn::Embedding token_embedding_{nullptr};
    torch::Tensor positional_embedding_, text_projection_;
    torch::nn::ModuleList blocks_{nullptr};
    torch::nn::LayerNorm ln_final_{nullptr};
};
TORCH_MODULE(ClipTextTower);

/// The tower as the models' text encoder. `sentence` is not of unit length (as the official models are fed);
/// `states` are the final states of the tokens.
class ClipSentenceEncoder final : public SentenceEncoder {
  public:
    /// Throws Input when the vocabulary does not have the tower's number of tokens.
    ClipSentenceEncoder(ClipTextTower tower, ClipBpe tokenizer, torch::Device device);

    int width() const override { return tower_->config().embedding; }
    EncodedText encode(const std::vector<std::string>& texts, int tokens_max) const override;
    std::vector<std::vector<std::int64_t>> tokenize(const std::vector<std::string>& texts,
                                                    int tokens_max) const override;
    int pieces_max() const override { return ClipBpe::kContext; }
    int count_pieces(const std::string& text, int stop) const override;
    std::string fingerprint() const override { return fingerprint_; }

  private:
    mutable ClipTextTower tower_;
    ClipBpe tokenizer_;
    torch::Device device_;
    std::string fingerprint_;
};

}  // namespace im
