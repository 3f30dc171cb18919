#include "engine/generate/decoder_weights.h"

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/shape_guard.h"
#include "engine/model/weights.h"

namespace im {
namespace {

using Affine = DecoderWeights::Affine;

/// Takes tensors out of the module, copied or not.
class Taker {
  public:
    explicit Taker(bool copy) : copy_(copy) {}
    torch::Tensor operator()(const torch::Tensor& tensor) const {
        if (!tensor.defined()) return tensor;
        return copy_ ? tensor.detach().clone() : tensor.detach();
    }
    Affine operator()(const torch::nn::LayerNorm& norm) const {
        return {(*this)(norm->weight), (*this)(norm->bias)};
    }
    Affine operator()(const AdaptedLinear& linear) const {
        return {(*this)(linear->effective_weight()), (*this)(linear->bias)};
    }

  private:
    bool copy_;
};

Affine query_key_value(const Attention& attention) {
    return {torch::cat({attention->query->effective_weight(), attention->key->effective_weight(),
                        attention->value->effective_weight()}),
            torch::cat({attention->query->bias, attention->key->bias, attention->value->bias}).detach()};
}

}  // namespace

DecoderWeights::DecoderWeights(const Transformer& generator, bool copy) : config(generator->config()) {
    torch::NoGradGuard no_grad;
    const Taker take(copy);
    const auto named = tensors_of(*generator);
    const auto find = [&](const std::string& name) {
        const auto found = named.find("trans_base." + name);
        return found == named.end() ? torch::Tensor() : take(found->second);
    };
    tokens = find("tok_emb.weight");
    start = {find("cond_emb.weight"), find("cond_emb.bias")};
    prefix = {find("prefix_emb.weight"), find("prefix_emb.bias")};
    lengths = find("length_emb.weight");
    positions = generator->positions().squeeze(1).to(tokens.device());
    for (const auto* blocks : {&generator->base_blocks(), &generator->head_blocks()}) {
        for (const auto& block : *blocks) {
            layers.push_back({take(block->ln1), query_key_value(block->attn), take(block->attn->proj),
                              take(block->ln2), take(block->mlp_in), take(block->mlp_out)});
        }
    }
    final_norm = take(generator->final_norm());
    head = take(generator->output()->weight);
    for (std::size_t i = 0; i < generator->detail_heads().size(); ++i) {
        const auto& detail = generator->detail_heads()[i];
        details.push_back({take(generator->detail_embeddings()[i]->weight), take(detail->heard->weight),
                           take(detail->ln), take(detail->mlp_in), take(detail->mlp_out), take(detail->ln_f),
                           take(detail->head->weight)});
    }
}

void DecoderWeights::drop_layers() {
    layers.clear();
    details.clear();
    head = torch::Tensor();
}

void DecoderWeights::check(const TextCondition& condition) const {
    expect_shape(condition.sentence, {-1, config.condition_width}, "sentence vector");
    if (config.prefix_positions == 0 || !condition.states.defined()) return;
    const auto length = condition.states.size(1);
    expect_shape(condition.states, {condition.batch(), -1, config.condition_width}, "text states");
    expect_shape(condition.mask, {condition.batch(), length}, "text mask");
    if (length > config.prefix_positions) {
        throw input_error("text states: expected at most {} positions, found {}", config.prefix_positions,
                          length);
    }
}

torch::Tensor DecoderWeights::embed_start(const TextCondition& condition) const {
    auto x = torch::linear(condition.sentence, start.weight, start.bias);
    if (lengths.defined()) {
        x = x + (condition.length.defined()
                     ? torch::embedding(
                           lengths, condition.length.div(config.levels, "floor").clamp(0, config.steps_max()))
                     : lengths[0]);
    }
    return x + positions[0];
}

torch::Tensor DecoderWeights::embed_prefix(const TextCondition& condition) const {
    if (!prefix.weight.defined() || !condition.states.defined()) return {};
    return torch::linear(condition.states, prefix.weight, prefix.bias) +
           positions.slice(0, 0, condition.states.size(1));
}

}  // namespace im
