#include "engine/model/transformer.h"

#include <cmath>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/shape_guard.h"

namespace im {
namespace nn = torch::nn;
namespace {

/// pe[p, 2i] = sin(p w_i), pe[p, 2i + 1] = cos(p w_i), w_i = 10000^(-2i / C).
torch::Tensor sinusoidal_positions(int count, int width) {
    const auto position = torch::arange(count, torch::kFloat32).unsqueeze(1);
    const auto rate = torch::exp(torch::arange(0, width, 2, torch::kFloat32) * (-std::log(10000.0) / width));
    auto table = torch::zeros({count, 1, width});
    using namespace torch::indexing;
    table.index_put_({Slice(), 0, Slice(0, None, 2)}, torch::sin(position * rate));
    table.index_put_({Slice(), 0, Slice(1, None, 2)}, torch::cos(position * rate));
    return table;
}

}  // namespace

TextCondition TextCondition::to(torch::Device device) const {
    const auto move = [&](const torch::Tensor& t) { return t.defined() ? t.to(device) : t; };
    return {move(sentence), move(states), move(mask), move(length)};
}

TextCondition TextCondition::select(const torch::Tensor& rows) const {
    const auto pick = [&](const torch::Tensor& t) { return t.defined() ? t.index_select(0, rows) : t; };
    return {pick(sentence), pick(states), pick(mask), pick(length)};
}

TextCondition drop_text(const TextCondition& condition, const torch::Tensor& drop) {
    TextCondition dropped = condition;
    const auto keep = drop.logical_not().unsqueeze(1);
    dropped.sentence = condition.sentence * keep.to(condition.sentence.dtype());
    if (condition.mask.defined()) dropped.mask = condition.mask.logical_and(keep);
    return dropped;
}

torch::Tensor attention_mask(const torch::Tensor& mask, std::int64_t rows, torch::Device device) {
    const auto options = torch::TensorOptions(torch::kBool).device(device);
    if (!mask.defined() || mask.size(1) == 0)
        return torch::ones({rows, rows}, options).tril().view({1, 1, rows, rows});
    const auto prefix = mask.size(1), total = prefix + rows;
    auto allowed = torch::ones({total, total}, options).tril();
    allowed.slice(0, 0, prefix).slice(1, 0, prefix).fill_(true);
    const auto key_valid = torch::cat({mask, torch::ones({mask.size(0), rows}, options)}, 1);
    auto result = allowed.unsqueeze(0).logical_and(key_valid.unsqueeze(1));
    // A padded prefix row sees itself: a softmax over nothing would be NaN.
    result = result.logical_or(torch::eye(total, options).unsqueeze(0));
    return result.unsqueeze(1);
}

AttentionImpl::AttentionImpl(int width, int heads) : heads_(heads) {
    key = register_module("key", AdaptedLinear(width, width));
    query = register_module("query", AdaptedLinear(width, width));
    value = register_module("value", AdaptedLinear(width, width));
    proj = register_module("proj", AdaptedLinear(width, width));
}

torch::Tensor AttentionImpl::forward(const torch::Tensor& x, const torch::Tensor& allowed) {
    const auto B = x.size(0), N = x.size(1), C = x.size(2);
    // One product for query, key and value.
    const auto weight = torch::cat({query->weight, key->weight, value->weight});
    const auto bias = torch::cat({query->bias, key->bias, value->bias});
    auto projected = torch::linear(x, weight, bias);
    if (query->correction) {  // lora.h corrects all three or none
        projected = projected +
                    torch::cat({(*query->correction)(x), (*key->correction)(x), (*value->correction)(x)}, -1);
    }
    const auto qkv = projected.view({B, N, 3, heads_, C / heads_}).permute({2, 0, 3, 1, 4});
    const auto y = torch::scaled_dot_product_attention(qkv[0], qkv[1], qkv[2], allowed);
    return proj(y.transpose(1, 2).reshape({B, N, C}));
}

BlockImpl::BlockImpl(const TransformerConfig& config) : dropout_(config.dropout) {
    const int C = config.width;
    ln1 = register_module("ln1", nn::LayerNorm(nn::LayerNormOptions({C})));
    ln2 = register_module("ln2", nn::LayerNorm(nn::LayerNormOptions({C})));
    attn = register_module("attn", Attention(C, config.heads));
    auto mlp = register_module("mlp", std::make_shared<nn::Module>());
    mlp_in = mlp->register_module("0", AdaptedLinear(C, config.fc_rate * C));
    mlp_out = mlp->register_module("2", AdaptedLinear(config.fc_rate * C, C));
}

torch::Tensor BlockImpl::forward(torch::Tensor x, const torch::Tensor& allowed) {
    x = x + torch::dropout(attn(ln1(x), allowed), dropout_, is_training());
    return x + torch::dropout(mlp_out(torch::gelu(mlp_in(ln2(x)))), dropout_, is_training());
}

DetailHeadImpl::DetailHeadImpl(const TransformerConfig& config) {
    const int C = config.width;
    heard = register_module("heard", nn::Embedding(config.codebook_size + 2, C));
    ln = register_module("ln", nn::LayerNorm(nn::LayerNormOptions({C})));
    auto mlp = register_module("mlp", std::make_shared<nn::Module>());
    mlp_in = mlp->register_module("0", AdaptedLinear(C, config.detail_width()));
    mlp_out = mlp->register_module("2", AdaptedLinear(config.detail_width(), C));
    ln_f = register_module("ln_f", nn::LayerNorm(nn::LayerNormOptions({C})));
    head = register_module("head", nn::Linear(nn::LinearOptions(C, config.codebook_size + 1).bias(false)));
}

torch::Tensor DetailHeadImpl::forward(const torch::Tensor& u) {
    return head(ln_f(u + mlp_out(torch::gelu(mlp_in(ln(u))))));
}

TransformerImpl::TransformerImpl(const TransformerConfig& config) : config_(config) {
    const int C = config.width;
    if (config.heads <= 0 || C % config.heads != 0 || C % 2 != 0) {
        throw input_error(
            "generator: expected an even width that the number of heads divides, found width {} and {} heads",
            C, config.heads);
    }
    auto base = register_module("trans_base", std::make_shared<nn::Module>());
    tok_emb_ = base->register_module("tok_emb", nn::Embedding(config.codebook_size + 2, C));
    cond_emb_ = base->register_module("cond_emb", nn::Linear(config.condition_width, C));
    if (config.prefix_positions > 0) {
        prefix_emb_ = base->register_module("prefix_emb", nn::Linear(config.condition_width, C));
    }
    if (config.length_condition) {
        length_emb_ = base->register_module("length_emb", nn::Embedding(config.block_size, C));
    }
    for (int level = 1; level < config.levels; ++level) {
        detail_emb_.push_back(base->register_module("detail_emb_" + std::to_string(level),
                                                    nn::Embedding(config.codebook_size + 2, C)));
    }
    const auto add_blocks = [&](nn::Module& parent, int count, std::vector<Block>& blocks) {
        auto list = parent.register_module("blocks", std::make_shared<nn::Module>());
        for (int i = 0; i < count; ++i)
            blocks.push_back(list->register_module(std::to_string(i), Block(config)));
    };
    add_blocks(*base, config.base_layers, base_blocks_);
    auto head = register_module("trans_head", std::make_shared<nn::Module>());
    add_blocks(*head, config.head_layers, head_blocks_);
    ln_f_ = head->register_module("ln_f", nn::LayerNorm(nn::LayerNormOptions({C})));
    head_ =
        head->register_module("head", nn::Linear(nn::LinearOptions(C, config.codebook_size + 1).bias(false)));
    for (int level = 1; level < config.levels; ++level)
        detail_heads_.push_back(head->register_module("detail_" + std::to_string(level), DetailHead(config)));

    torch::NoGradGuard no_grad;
    for (auto& module : modules(false)) {
        if (auto* linear = module->as<nn::Linear>()) {
            linear->weight.normal_(0.0, 0.02);
            if (linear->bias.defined()) linear->bias.zero_();
        } else if (auto* embedding = module->as<nn::Embedding>()) {
            embedding->weight.normal_(0.0, 0.02);
        }
    }
    // The details are not heard at first: a generator of base tokens that learns them starts as what it was.
    for (auto& embedding : detail_emb_) embedding->weight.zero_();
    // Beside outputs of unit size.
    for (auto& detail : detail_heads_) detail->heard->weight.normal_(0.0, 0.5);
    position_ = sinusoidal_positions(std::max(config.block_size, config.prefix_positions), C);
}

torch::Tensor TransformerImpl::embed_condition(const TextCondition& condition) {
    expect_shape(condition.sentence, {-1, config_.condition_width}, "sentence vector");
    const auto positions = position_.to(condition.sentence.device());
    auto start = cond_emb_(condition.sentence);
    if (length_emb_) {
        start =
            start +
            (condition.length.defined()
                 ? length_emb_(condition.length.div(config_.levels, "floor").clamp(0, config_.steps_max()))
                 : length_emb_->weight[0]);
    }
    start = (start + positions[0]).unsqueeze(1);
    if (!prefix_emb_ || !condition.states.defined()) return start;
    expect_shape(condition.states, {condition.batch(), -1, config_.condition_width}, "text states");
    expect_shape(condition.mask, {condition.batch(), condition.states.size(1)}, "text mask");
    const auto length = condition.states.size(1);
    if (length > config_.prefix_positions) {
        throw input_error("text states: expected at most {} positions, found {}", config_.prefix_positions,
                          length);
    }
    const auto prefix = prefix_emb_(condition.states) + positions.slice(0, 0, length).squeeze(1);
    return torch::cat({prefix, start}, 1);
}

torch::Tensor TransformerImpl::embed_tokens(const torch::Tensor& tokens, std::int64_t first_position) {
    const auto steps = tokens.view({tokens.size(0), -1, config_.levels});
    const auto positions =
        position_.to(tokens.device()).slice(0, first_position, first_position + steps.size(1)).squeeze(1);
    auto x = tok_emb_(steps.select(2, 0));
    for (std::size_t i = 0; i < detail_emb_.size(); ++i)
        x = x + detail_emb_[i](steps.select(2, static_cast<std::int64_t>(i) + 1));
    return x + positions;
}

TransformerImpl::BaseOutput TransformerImpl::run_base(const torch::Tensor& tokens,
                                                      const TextCondition& condition) {
    expect_shape(tokens, {condition.batch(), -1}, "tokens");
    if (tokens.size(1) > config_.tokens_max()) {
        throw input_error("tokens: expected at most {} a sequence, found {}", config_.tokens_max(),
                          tokens.size(1));
    }
    // The tokens of a step that has begun are heard by its detail heads alone.
    const auto steps = tokens.size(1) / config_.levels;
    const auto whole = tokens.slice(1, 0, steps * config_.levels);
    auto x = torch::cat({embed_condition(condition), embed_tokens(whole, 1)}, 1);
    const auto rows = steps + 1;
    const auto prefix = x.size(1) - rows;
    const auto allowed = attention_mask(prefix > 0 ? condition.mask : torch::Tensor(), rows, tokens.device());
    for (auto& block : base_blocks_) x = block(x, allowed);
    return {x, allowed, prefix, tokens};
}

torch::Tensor TransformerImpl::run_head(const BaseOutput& base) {
    auto x = base.x;
    for (auto& block : head_blocks_) x = block(x, base.allowed);
    auto u = ln_f_(x.slice(1, base.prefix));  // (B, steps + 1, C)
    const auto base_logits = head_(u);
    if (detail_heads_.empty()) return base_logits;

    const auto B = u.size(0), rows = u.size(1), t = base.tokens.size(1);
    const auto tokens =
        torch::constant_pad_nd(base.tokens, {0, rows * config_.levels - t}, config_.pad_token())
            .view({B, rows, config_.levels});
    std::vector<torch::Tensor> logits{base_logits};
    for (std::size_t i = 0; i < detail_heads_.size(); ++i) {
        u = u + detail_heads_[i]->heard(tokens.select(2, static_cast<std::int64_t>(i)));
        logits.push_back(detail_heads_[i](u));
    }
    return torch::stack(logits, 2).flatten(1, 2).slice(1, 0, t + 1);
}

torch::Tensor TransformerImpl::features_of(const BaseOutput& base) const {
    const auto steps = base.x.slice(1, base.prefix);
    if (config_.levels == 1) return steps;
    return steps.repeat_interleave(config_.levels, 1).slice(1, 0, base.tokens.size(1) + 1);
}

torch::Tensor TransformerImpl::base_features(const torch::Tensor& tokens, const TextCondition& condition) {
    return features_of(run_base(tokens, condition));
}

torch::Tensor TransformerImpl::forward(const torch::Tensor& tokens, const TextCondition& condition) {
    return run_head(run_base(tokens, condition));
}

}  // namespace im
