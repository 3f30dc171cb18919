// The cached generator as tensor operations: any device, any batch.

#include <array>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/cached_model.h"
#include "engine/generate/decoder_weights.h"

namespace im {
namespace {

class TensorModel final : public CachedModel {
  public:
    explicit TensorModel(const Transformer& generator) : weights_(generator, /*copy=*/true) {}

    std::span<const float> begin(const TextCondition& contexts, std::span<const int> context_of_row,
                                 int tokens_max) override;
    std::span<const float> step(std::span<const int> tokens) override;
    void keep(std::span<const int> rows) override;

  private:
    using Layer = DecoderWeights::Layer;
    /// (B, heads, N, C / heads) each.
    struct Attended {
        torch::Tensor query, key, value;
    };
    Attended project(const Layer& layer, const torch::Tensor& x) const;
    torch::Tensor finish(const Layer& layer, torch::Tensor x, const torch::Tensor& attended) const;
    std::span<const float> base_logits(const torch::Tensor& x);
    std::span<const float> detail_logits(const torch::Tensor& tokens);
    std::span<const float> given(const torch::Tensor& logits);
    torch::Tensor index(std::span<const int> values) const;

    DecoderWeights weights_;
    /// A layer: keys and values, (rows_max, heads, L + 1 + tokens_max, d).
    std::vector<std::array<torch::Tensor, 2>> cache_;
    torch::Tensor visible_;                 ///< (rows_max, 1, 1, L + 1 + tokens_max) bool
    torch::Tensor logits_;                  ///< on the CPU, float32
    std::int64_t rows_ = 0, position_ = 0;  ///< live rows; filled positions
    std::int64_t prefix_ = 0;
    torch::Tensor heard_;     ///< (rows, C): the step's output and its tokens so far
    torch::Tensor embedded_;  ///< (rows, C): what the next step will hear
    int level_ = 0;           ///< of the token that the last logits are for
};

torch::Tensor norm(const torch::Tensor& x, const DecoderWeights::Affine& a) {
    return torch::layer_norm(x, {x.size(-1)}, a.weight, a.bias);
}

torch::Tensor linear(const torch::Tensor& x, const DecoderWeights::Affine& a) {
    return torch::linear(x, a.weight, a.bias);
}

torch::Tensor TensorModel::index(std::span<const int> values) const {
    return torch::tensor(at::ArrayRef<int>(values.data(), values.size()), torch::kInt64)
        .to(weights_.tokens.device());
}

TensorModel::Attended TensorModel::project(const Layer& layer, const torch::Tensor& x) const {
    const auto& c = weights_.config;
    const auto qkv = linear(norm(x, layer.ln1), layer.qkv)
                         .view({x.size(0), x.size(1), 3, c.heads, c.head_width()})
                         .permute({2, 0, 3, 1, 4});
    return {qkv[0], qkv[1], qkv[2]};
}

torch::Tensor TensorModel::finish(const Layer& layer, torch::Tensor x, const torch::Tensor& attended) const {
    x = x + linear(attended.transpose(1, 2).reshape_as(x), layer.proj);
    return x + linear(torch::gelu(linear(norm(x, layer.ln2), layer.mlp_in)), layer.mlp_out);
}

std::span<const float> TensorModel::given(const torch::Tensor& logits) {
    logits_ = logits.to(torch::kCPU, torch::kFloat32).contiguous();
    return {logits_.const_data_ptr<float>(), static_cast<std::size_t>(logits_.numel())};
}

/// x (rows, C).
std::span<const float> TensorModel::base_logits(const torch::Tensor& x) {
    level_ = 0;
    heard_ = norm(x, weights_.final_norm);
    return given(torch::linear(heard_, weights_.head));
}

/// `tokens` (rows): those just drawn.
std::span<const float> TensorModel::detail_logits(const torch::Tensor& tokens) {
    const auto& detail = weights_.details[static_cast<std::size_t>(level_++)];
    heard_ = heard_ + detail.heard.index_select(0, tokens);
    const auto thought = linear(torch::gelu(linear(norm(heard_, detail.ln), detail.mlp_in)), detail.mlp_out);
    return given(torch::linear(norm(heard_ + thought, detail.ln_f), detail.head));
}

std::span<const float> TensorModel::begin(const TextCondition& contexts_anywhere,
                                          std::span<const int> context_of_row, int tokens_max) {
    torch::NoGradGuard no_grad;
    const auto contexts = contexts_anywhere.to(weights_.tokens.device());
    weights_.check(contexts);
    auto x = weights_.embed_start(contexts).unsqueeze(1);
    const auto prefix = weights_.embed_prefix(contexts);
    if (prefix.defined()) x = torch::cat({prefix, x}, 1);
    prefix_ = x.size(1) - 1;
    position_ = x.size(1);
    rows_ = static_cast<std::int64_t>(context_of_row.size());

    const auto allowed = attention_mask(prefix_ > 0 ? contexts.mask : torch::Tensor(), 1, x.device());
    const auto rows = index(context_of_row);
    const auto positions = position_ + tokens_max / weights_.config.levels;
    visible_ = torch::ones({rows_, 1, 1, positions}, torch::TensorOptions(torch::kBool).device(x.device()));
    if (prefix_ > 0)
        visible_.slice(3, 0, prefix_).copy_(contexts.mask.index_select(0, rows).view({rows_, 1, 1, prefix_}));
    cache_.clear();
    for (const auto& layer : weights_.layers) {
        const auto [query, key, value] = project(layer, x);
        cache_.push_back({});
        for (const auto& [slot, source] : {std::pair{0, key}, std::pair{1, value}}) {
            auto& cache = cache_.back()[static_cast<std::size_t>(slot)];
            cache = torch::empty({rows_, key.size(1), positions, key.size(3)}, x.options());
            cache.slice(2, 0, position_).copy_(source.index_select(0, rows));
        }
        x = finish(layer, x, torch::scaled_dot_product_attention(query, key, value, allowed));
    }
    return base_logits(x.select(1, prefix_).index_select(0, rows));
}

std::span<const float> TensorModel::step(std::span<const int> tokens) {
    torch::NoGradGuard no_grad;
    if (static_cast<std::int64_t>(tokens.size()) != rows_) {
        throw usage_error("decoder: expected {} tokens, found {}", rows_, tokens.size());
    }
    const auto drawn = index(tokens);
    const auto& table =
        level_ == 0 ? weights_.tokens : weights_.details[static_cast<std::size_t>(level_) - 1].embedding;
    const auto embedded = table.index_select(0, drawn);
    embedded_ = level_ == 0 ? embedded : embedded_ + embedded;
    if (level_ + 1 < weights_.config.levels) return detail_logits(drawn);
    auto x = (embedded_ + weights_.positions[position_ - prefix_]).unsqueeze(1);
    const auto next = position_ + 1;
    const auto visible = visible_.slice(0, 0, rows_).slice(3, 0, next);
    for (std::size_t i = 0; i < weights_.layers.size(); ++i) {
        const auto& layer = weights_.layers[i];
        const auto [query, key, value] = project(layer, x);
        const auto keys = cache_[i][0].slice(0, 0, rows_), values = cache_[i][1].slice(0, 0, rows_);
        keys.slice(2, position_, next).copy_(key);
        values.slice(2, position_, next).copy_(value);
        x = finish(layer, x,
                   torch::scaled_dot_product_attention(query, keys.slice(2, 0, next),
                                                       values.slice(2, 0, next), visible));
    }
    position_ = next;
    return base_logits(x.squeeze(1));
}

void TensorModel::keep(std::span<const int> rows) {
    torch::NoGradGuard no_grad;
    const auto kept = index(rows);
    rows_ = static_cast<std::int64_t>(rows.size());
    const auto compact = [&](torch::Tensor& tensor) {
        tensor.slice(0, 0, rows_).copy_(tensor.index_select(0, kept));
    };
    for (auto& layer : cache_) {
        for (auto& tensor : layer) compact(tensor);
    }
    compact(visible_);
    heard_ = heard_.index_select(0, kept);
    if (level_ > 0) embedded_ = embedded_.index_select(0, kept);
}

}  // namespace

std::unique_ptr<CachedModel> make_tensor_model(const Transformer& generator) {
    return std::make_unique<TensorModel>(generator);
}

}  // namespace im
