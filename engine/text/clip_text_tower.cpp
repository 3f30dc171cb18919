#include "engine/text/clip_text_tower.h"

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/text/hash.h"

namespace im {
namespace nn = torch::nn;
namespace {

constexpr int kHeadWidth = 64;

struct ClipAttentionImpl : nn::Module {
    explicit ClipAttentionImpl(int width) {
        in_weight = register_parameter("in_proj_weight", torch::zeros({3 * width, width}));
        in_bias = register_parameter("in_proj_bias", torch::zeros({3 * width}));
        out_proj = register_module("out_proj", nn::Linear(width, width));
    }
    torch::Tensor forward(const torch::Tensor& x) {
        const auto B = x.size(0), L = x.size(1), C = x.size(2);
        const auto parts = torch::linear(x, in_weight, in_bias)
                               .view({B, L, 3, C / kHeadWidth, kHeadWidth})
                               .permute({2, 0, 3, 1, 4});
        const auto y = at::scaled_dot_product_attention(parts[0], parts[1], parts[2], {}, 0.0, true);
        return out_proj(y.transpose(1, 2).reshape({B, L, C}));
    }
    torch::Tensor in_weight, in_bias;
    nn::Linear out_proj{nullptr};
};
TORCH_MODULE(ClipAttention);

struct ClipMlpImpl : nn::Module {
    explicit ClipMlpImpl(int width) {
        c_fc = register_module("c_fc", nn::Linear(width, 4 * width));
        c_proj = register_module("c_proj", nn::Linear(4 * width, width));
    }
    torch::Tensor forward(const torch::Tensor& x) {
        const auto hidden = c_fc(x);
        return c_proj(hidden * torch::sigmoid(1.702 * hidden));
    }
    nn::Linear c_fc{nullptr}, c_proj{nullptr};
};
TORCH_MODULE(ClipMlp);

struct ClipBlockImpl : nn::Module {
    explicit ClipBlockImpl(int width) {
        attn = register_module("attn", ClipAttention(width));
        ln_1 = register_module("ln_1", nn::LayerNorm(nn::LayerNormOptions({width})));
        mlp = register_module("mlp", ClipMlp(width));
        ln_2 = register_module("ln_2", nn::LayerNorm(nn::LayerNormOptions({width})));
    }
    torch::Tensor forward(torch::Tensor x) {
        x = x + attn(ln_1(x));
        return x + mlp(ln_2(x));
    }
    ClipAttention attn{nullptr};
    nn::LayerNorm ln_1{nullptr}, ln_2{nullptr};
    ClipMlp mlp{nullptr};
};

/// "transformer.resblocks.N" wants a module between.
struct ClipBlocksImpl : nn::Module {
    explicit ClipBlocksImpl(const nn::ModuleList& blocks) { register_module("resblocks", blocks); }
};

}  // namespace

ClipTextTowerImpl::ClipTextTowerImpl(const ClipTextConfig& config) : config_(config) {
    if (config.width % kHeadWidth != 0)
        throw input_error("CLIP: expected a width that is a multiple of {}, found {}", kHeadWidth,
                          config.width);
    token_embedding_ = register_module("token_embedding", nn::Embedding(config.vocabulary, config.width));
    positional_embedding_ =
        register_parameter("positional_embedding", torch::zeros({config.context, config.width}));
    blocks_ = nn::ModuleList();
    for (int i = 0; i < config.layers; ++i) blocks_->push_back(std::make_shared<ClipBlockImpl>(config.width));
    register_module("transformer", std::make_shared<ClipBlocksImpl>(blocks_));
    ln_final_ = register_module("ln_final", nn::LayerNorm(nn::LayerNormOptions({config.width})));
    text_projection_ = register_parameter("text_projection", torch::zeros({config.width, config.embedding}));
}

torch::Tensor ClipTextTowerImpl::hidden_states(const torch::Tensor& ids, int blocks) {
    auto x = token_embedding_(ids) + positional_embedding_.slice(0, 0, ids.size(1));
    for (const auto& block : *blocks_) {
        if (blocks-- == 0) break;
        x = block->as<ClipBlockImpl>()->forward(x);
    }
    return x;
}

torch::Tensor ClipTextTowerImpl::final_states(const torch::Tensor& hidden) {
    return ln_final_(hidden);
}

torch::Tensor ClipTextTowerImpl::project(const torch::Tensor& states, const torch::Tensor& ids) {
    const auto largest = ids.eq(ids.amax(1, true));
    // The first of equal ones: the published code's argmax.
    const auto last = largest.cumsum(1).eq(0).sum(1);
    const auto ends = states.gather(1, last.view({-1, 1, 1}).expand({-1, 1, states.size(2)})).squeeze(1);
    return ends.matmul(text_projection_);
}

torch::Tensor ClipTextTowerImpl::forward(const torch::Tensor& ids) {
    return project(final_states(hidden_states(ids)), ids);
}

ClipSentenceEncoder::ClipSentenceEncoder(ClipTextTower tower, ClipBpe tokenizer, torch::Device device)
    : tower_(std::move(tower)), tokenizer_(std::move(tokenizer)), device_(device) {
    if (tokenizer_.size() != tower_->config().vocabulary) {
        throw input_error("CLIP: expected a vocabulary of {} tokens for these weights, found {}",
                          tower_->config().vocabulary, tokenizer_.size());
    }
    Hash hash;
    for (const auto& parameter : tower_->parameters()) {
        const auto plain = parameter.to(torch::kCPU).contiguous();
        hash.add(std::string_view(static_cast<const char*>(plain.const_data_ptr()), plain.nbytes()));
    }
    fingerprint_ = fmt::format("clip-{:016x}-{:016x}", hash.value(), tokenizer_.fingerprint());
    tower_->to(device);
    tower_->eval();
}

std::vector<std::vector<std::int64_t>> ClipSentenceEncoder::tokenize(const std::vector<std::string>& texts,
                                                                     int tokens_max) const {
    std::vector<std::vector<std::int64_t>> ids;
    for (const auto& text : texts) ids.push_back(tokenizer_.encode(text, std::min(tokens_max, pieces_max())));
    return ids;
}

int ClipSentenceEncoder::count_pieces(const std::string& text, int stop) const {
    return static_cast<int>(tokenizer_.encode(text, stop).size());
}

EncodedText ClipSentenceEncoder::encode(const std::vector<std::string>& texts, int tokens_max) const {
    torch::NoGradGuard no_grad;
    const auto tokens = tokenize(texts, tokens_max);
    const auto B = static_cast<std::int64_t>(tokens.size());
    std::size_t longest = 1;
    for (const auto& row : tokens) longest = std::max(longest, row.size());
    // Zeros behind the end change nothing before it: attention looks back only.
    const auto L = static_cast<std::int64_t>(longest);
    auto ids = torch::zeros({B, L}, torch::kInt64);
    auto mask = torch::zeros({B, L}, torch::kBool);
    for (std::int64_t b = 0; b < B; ++b) {
        const auto& row = tokens[static_cast<std::size_t>(b)];
        std::copy(row.begin(), row.end(), ids[b].data_ptr<std::int64_t>());
        mask[b].slice(0, 0, static_cast<std::int64_t>(row.size())).fill_(true);
    }
    ids = ids.to(device_);
    mask = mask.to(device_);
    EncodedText encoded;
    const auto states = tower_->final_states(tower_->hidden_states(ids));
    encoded.sentence = tower_->project(states, ids);
    encoded.states = states * mask.unsqueeze(2);
    encoded.mask = mask;
    return encoded;
}

}  // namespace im
