#pragma once
// The autoregressive generator: p(s_t | c, s_<t) over K codes and END. Module and weight names are those of
// the official T2M-GPT checkpoints (Zhang et al., CVPR 2023, section 3.2): `trans_base.*`, `trans_head.*`.
//
// Sequence: [token states of the text, optional] [start] s_0 s_1 ...
// The start position carries the projected sentence vector (the paper's text condition); the row of logits at
// it predicts s_0. With `prefix_positions` > 0 the text encoder's token states come before it; they see each
// other and are seen by everything after, and only they hear the order of actions in a sentence.
//
// With `levels` > 1 (vqvae.h) a position is a step of L tokens: it hears the sum of their embeddings, and its
// output predicts the next step's base token as above, then each detail after the tokens before it in the step
// (the "depth" part of Lee et al., CVPR 2022, section 3.2, here a small perceptron). Token sequences stay flat,
// and a row of logits still predicts one token.

#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/modules/embedding.h>
#include <torch/nn/modules/linear.h>
#include <torch/nn/modules/normalization.h>
#include <torch/nn/pimpl.h>

#include "engine/model/adapted_linear.h"
#include "engine/model/model_config.h"

namespace im {

/// What the generator is told. A dropped condition (for classifier-free guidance) is a zero
/// sentence and an empty mask.
struct TextCondition {
    torch::Tensor sentence;  ///< (B, W)
    torch::Tensor states;    ///< (B, L, W), L <= P; undefined when P = 0
    torch::Tensor mask;      ///< (B, L) bool; undefined when P = 0
    torch::Tensor length;    ///< (B) int64, wanted tokens, 0 = free; undefined = free

    std::int64_t batch() const { return sentence.size(0); }
    TextCondition to(torch::Device device) const;
    /// Rows by index (B') int64.
    TextCondition select(const torch::Tensor& rows) const;
};

/// Rows where `drop` (B, bool) is true lose their text (their wanted length stays).
TextCondition drop_text(const TextCondition& condition, const torch::Tensor& drop);

class AttentionImpl : public torch::nn::Module {
  public:
    AttentionImpl(int width, int heads);
    /// x (B, N, C); allowed (B or 1, 1, N, N) bool, true where a query row may look at a key column.
    torch::Tensor forward(const torch::Tensor& x, const torch::Tensor& allowed);
    AdaptedLinear key{nullptr}, query{nullptr}, value{nullptr}, proj{nullptr};

  private:
    int heads_;
};
TORCH_MODULE(Attention);

/// Pre-norm block: x += proj(attention(ln1(x))); x += mlp(ln2(x)), exact GELU.
class BlockImpl : public torch::nn::Module {
  public:
    explicit BlockImpl(const TransformerConfig& config);
    torch::Tensor forward(torch::Tensor x, const torch::Tensor& allowed);
    torch::nn::LayerNorm ln1{nullptr}, ln2{nullptr};
    Attention attn{nullptr};
    AdaptedLinear mlp_in{nullptr}, mlp_out{nullptr};  // "mlp.0", "mlp.2"

  private:
    double dropout_;
};
TORCH_MODULE(Block);

/// A detail token out of the step's output and the tokens before it: u += heard(token before);
/// logits = head(ln_f(u + mlp(ln(u)))).
class DetailHeadImpl : public torch::nn::Module {
  public:
    explicit DetailHeadImpl(const TransformerConfig& config);
    /// u (..., C), with everything heard -> (..., K + 1). END is among them so that all tokens have one form;
    /// it never comes here (sampling.h, EndRule).
    torch::Tensor forward(const torch::Tensor& u);
    torch::nn::Embedding heard{nullptr};  ///< (K + 2, C)
    torch::nn::LayerNorm ln{nullptr}, ln_f{nullptr};
    AdaptedLinear mlp_in{nullptr}, mlp_out{nullptr};  // "mlp.0", "mlp.2"
    torch::nn::Linear head{nullptr};
};
TORCH_MODULE(DetailHead);

class TransformerImpl : public torch::nn::Module {
  public:
    explicit TransformerImpl(const TransformerConfig& config);

    /// tokens (B, t) int64, t <= tokens_max (0 allowed) -> logits (B, t + 1, K + 1); row i predicts token i.
    torch::Tensor forward(const torch::Tensor& tokens, const TextCondition& condition);
    /// Output of trans_base where each token is predicted: (B, t + 1, C). What the shared critic looks at.
    torch::Tensor base_features(const torch::Tensor& tokens, const TextCondition& condition);
    /// trans_head over features that base_features' caller has not cut: used by PPO to share the base's work.
    struct BaseOutput {
        torch::Tensor x;        ///< (B, P + 1 + steps, C), prefix included
        torch::Tensor allowed;  ///< attention mask
        std::int64_t prefix;    ///< P
        torch::Tensor tokens;   ///< (B, t)
    };
    BaseOutput run_base(const torch::Tensor& tokens, const TextCondition& condition);
    torch::Tensor run_head(const BaseOutput& base);
    /// The base's output, a row for each token that is predicted: (B, t + 1, C).
    torch::Tensor features_of(const BaseOutput& base) const;

    /// Embedded prefix and start: (B, L + 1, C), positions added. For decoders with a cache.
    torch::Tensor embed_condition(const TextCondition& condition);
    /// Embedded tokens of whole steps: (B, s L) -> (B, s, C), at positions first_position.. (step i sits at
    /// position i + 1).
    torch::Tensor embed_tokens(const torch::Tensor& tokens, std::int64_t first_position);

    const TransformerConfig& config() const { return config_; }
    const std::vector<Block>& base_blocks() const { return base_blocks_; }
    const std::vector<Block>& head_blocks() const { return head_blocks_; }
    torch::nn::LayerNorm final_norm() const { return ln_f_; }
    torch::nn::Linear output() const { return head_; }
    const std::vector<torch::nn::Embedding>& detail_embeddings() const { return detail_emb_; }
    const std::vector<DetailHead>& detail_heads() const { return detail_heads_; }
    /// The fixed sine/cosine table (block_size or more, 1, C); position 0 is the start (and
    /// the first prefix position).
    const torch::Tensor& positions() const { return position_; }

  private:
    TransformerConfig config_;
    torch::nn::Embedding tok_emb_{nullptr};
    torch::nn::Linear cond_emb_{nullptr}, prefix_emb_{nullptr};
    torch::nn::Embedding length_emb_{nullptr};
    std::vector<torch::nn::Embedding> detail_emb_;  // L - 1
    std::vector<DetailHead> detail_heads_;          // L - 1
    std::vector<Block> base_blocks_, head_blocks_;
    torch::nn::LayerNorm ln_f_{nullptr};
    torch::nn::Linear head_{nullptr};
    torch::Tensor position_;  // (block_size, 1, C), sine/cosine, not trained
};
TORCH_MODULE(Transformer);

/// Who may look at whom: prefix rows see the prefix; start and token rows see the prefix and what came
/// before. mask (B, L) bool or undefined (L = 0), rows = 1 + t -> (B or 1, 1, L + rows, L + rows) bool.
torch::Tensor attention_mask(const torch::Tensor& mask, std::int64_t rows, torch::Device device);

}  // namespace im
