// The cached generator on the CPU: one parallel region for a whole token, the threads going through the
// layers' stages together; weights are read once a token, each thread its own contiguous panels. Bound by
// memory bandwidth for few rows.

#include <algorithm>
#include <cmath>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/cached_model.h"
#include "engine/generate/cpu_weights.h"
#include "engine/generate/decoder_weights.h"
#include "engine/generate/packed_linear.h"
#include "engine/generate/thread_team.h"

namespace im {
namespace {

std::size_t padded(int width) {
    return static_cast<std::size_t>((width + kPanel - 1) / kPanel * kPanel);
}
/// Distance of activation rows: not a multiple of the page size, which would crowd a few sets of the cache.
std::size_t row_stride(int width) {
    return padded(width) + 16;
}

/// A position that is computed in one pass.
struct Row {
    int position;                ///< where its key and value go in the cache
    int context, context_count;  ///< cached positions that it sees: of its text ...
    int own, own_count;          ///< ... and of its sequence
};

class CpuModel final : public CachedModel {
  public:
    explicit CpuModel(const Transformer& generator);

    std::span<const float> begin(const TextCondition& contexts, std::span<const int> context_of_row,
                                 int tokens_max) override;
    std::span<const float> step(std::span<const int> tokens) override;
    void keep(std::span<const int> rows) override;

  private:
    using Norm = CpuWeights::Norm;
    using Layer = CpuWeights::Layer;
    using Detail = CpuWeights::Detail;

    /// A text's positions in the cache; the start position is the last.
    struct Context {
        int first, count;
        /// Which of the text's states are real; padded ones are left out altogether.
        std::vector<int> states;
    };
    /// A sequence's text, its own positions in the cache, and how many of them (steps) are filled.
    struct Sequence {
        int context, first, filled;
    };

    /// x_ holds the embedded rows; leaves the logits of rows `wanted` in logits_, what they are made of in h_.
    void pass(const std::vector<Row>& rows, const std::vector<int>& wanted);
    void run_layer(const Layer& layer, float* cache, const std::vector<Row>& rows, TeamMember& member);
    void norm_rows(const Norm& norm, TeamMember& member, const std::vector<int>* wanted, int count);
    void project(const Layer& layer, float* cache, const std::vector<Row>& rows, TeamMember& member);
    void attention(const float* cache, const std::vector<Row>& rows, TeamMember& member);
    template <class Where>
    void apply(const PackedLinear& linear, TeamMember& member, const RowView& rows, PackedLinear::Then then,
               const Where& where);
    void reserve_rows(int rows);
    void embed(const PackedLinear& linear, const std::vector<const float*>& sources,
               const std::vector<int>& rows);
    void prefill(const TextCondition& condition);

    float* x(int row) const { return x_.data() + static_cast<std::size_t>(row) * stride_; }
    float* h(int row) const { return h_.data() + static_cast<std::size_t>(row) * stride_; }
    std::span<const float> logits_of(std::span<const int> contexts);
    std::span<const float> detail_logits(std::span<const int> tokens);
    std::span<const float> dense_logits();
    /// Row r of a table of rows of `width_` floats.
    float* row_of(std::vector<float>& table, std::size_t row) const {
        return table.data() + row * static_cast<std::size_t>(width_);
    }

    DecoderWeights weights_;
    CpuWeights packed_;
    const CpuKernels& kernels_ = cpu_kernels();
    int width_, vocabulary_;
    std::size_t stride_, wide_stride_, logits_stride_, position_floats_;

    AlignedFloats x_, h_, query_, attended_, wide_, logits_, condition_, cache_;
    std::vector<float> scores_;  // a thread's row after the other
    std::size_t scores_stride_ = 0, cache_positions_ = 0;
    std::vector<Context> contexts_;
    std::vector<Sequence> live_;
    std::vector<float> dense_logits_;  // (rows, K + 1)
    int steps_max_ = 0;

    int level_ = 0;                // of the token that the last logits are for
    std::vector<float> heard_;     // (rows, C): the step's output and its tokens so far; only with details
    std::vector<float> embedded_;  // (rows, C): what the next step will hear
};

CpuModel::CpuModel(const Transformer& generator)
    : weights_(generator, /*copy=*/false),
      packed_(weights_),
      width_(weights_.config.width),
      vocabulary_(weights_.config.codebook_size + 1) {
    stride_ = row_stride(width_);
    wide_stride_ = row_stride(width_ * weights_.config.fc_rate);
    logits_stride_ = padded(vocabulary_);
    position_floats_ = 2 * padded(width_);
    weights_.drop_layers();
    for (auto* kept : {&weights_.tokens, &weights_.positions, &weights_.lengths}) {
        if (kept->defined()) *kept = kept->to(torch::kCPU, torch::kFloat32).contiguous().clone();
    }
}

void CpuModel::reserve_rows(int rows) {
    const auto count = static_cast<std::size_t>(rows);
    for (auto* buffer : {&x_, &h_, &query_, &attended_}) buffer->reserve(count * stride_);
    wide_.reserve(count * wide_stride_);
    logits_.reserve(count * logits_stride_);
}

/// h(i) = norm(x(i)), or of the wanted rows.
void CpuModel::norm_rows(const Norm& norm, TeamMember& member, const std::vector<int>* wanted, int count) {
    member.each(count, [&](int i) {
        const int row = wanted == nullptr ? i : (*wanted)[static_cast<std::size_t>(i)];
        kernels_.layer_norm(x(row), norm.weight.data(), norm.bias.data(), width_, h(i));
    });
}

template <class Where>
void CpuModel::apply(const PackedLinear& linear, TeamMember& member, const RowView& rows,
                     PackedLinear::Then then, const Where& where) {
    member.each(linear.panels(), [&](int panel) { linear.run_panel(kernels_, panel, rows, then, where); });
}

/// Queries, and keys and values into the cache.
void CpuModel::project(const Layer& layer, float* cache, const std::vector<Row>& rows, TeamMember& member) {
    const auto query = [&](int r) { return query_.data() + static_cast<std::size_t>(r) * stride_; };
    const auto key = [&](int r) {
        return cache +
               static_cast<std::size_t>(rows[static_cast<std::size_t>(r)].position) * position_floats_;
    };
    const auto value = [&](int r) { return key(r) + position_floats_ / 2; };
    const RowView normed{h_.data(), stride_, static_cast<int>(rows.size())};
    const int panels = layer.query.panels();
    member.each(3 * panels, [&](int i) {
        const int panel = i % panels;
        constexpr auto store = PackedLinear::Then::Store;
        if (i < panels) {
            layer.query.run_panel(kernels_, panel, normed, store, query);
        } else if (i < 2 * panels) {
            layer.key.run_panel(kernels_, panel, normed, store, key);
        } else {
            layer.value.run_panel(kernels_, panel, normed, store, value);
        }
    });
}

void CpuModel::attention(const float* cache, const std::vector<Row>& rows, TeamMember& member) {
    const int heads = weights_.config.heads, d = weights_.config.head_width();
    const float scale = 1.0f / std::sqrt(static_cast<float>(d));
    float* scores = scores_.data() + static_cast<std::size_t>(member.number()) * scores_stride_;
    // Several heads at a time: one is too little work to share out.
    const int together = heads % 4 == 0 ? 4 : 1;
    member.each(static_cast<int>(rows.size()) * heads / together, [&](int i) {
        for (int unit = i * together; unit < (i + 1) * together; ++unit) {
            const auto row = static_cast<std::size_t>(unit / heads),
                       head = static_cast<std::size_t>(unit % heads * d);
            const auto run = [&](int begin, int count) {
                return CpuKernels::Run{cache + static_cast<std::size_t>(begin) * position_floats_ + head,
                                       count};
            };
            kernels_.attend(query_.data() + row * stride_ + head,
                            run(rows[row].context, rows[row].context_count),
                            run(rows[row].own, rows[row].own_count), position_floats_, position_floats_ / 2,
                            d, scale, scores, attended_.data() + row * stride_ + head);
        }
    });
}

void CpuModel::run_layer(const Layer& layer, float* cache, const std::vector<Row>& rows, TeamMember& member) {
    using Then = PackedLinear::Then;
    const int count = static_cast<int>(rows.size());
    const auto to_x = [&](int r) { return x(r); };
    norm_rows(layer.ln1, member, nullptr, count);
    project(layer, cache, rows, member);
    attention(cache, rows, member);
    apply(layer.proj, member, {attended_.data(), stride_, count}, Then::Add, to_x);
    norm_rows(layer.ln2, member, nullptr, count);
    apply(layer.mlp_in, member, {h_.data(), stride_, count}, Then::Gelu,
          [&](int r) { return wide_.data() + static_cast<std::size_t>(r) * wide_stride_; });
    apply(layer.mlp_out, member, {wide_.data(), wide_stride_, count}, Then::Add, to_x);
}

void CpuModel::pass(const std::vector<Row>& rows, const std::vector<int>& wanted) {
    int keys_max = 0;
    for (const auto& row : rows) keys_max = std::max(keys_max, row.context_count + row.own_count);
    const int threads_max = at::get_num_threads();
    scores_stride_ = static_cast<std::size_t>((keys_max + 31) / 16 * 16);
    scores_.resize(scores_stride_ * static_cast<std::size_t>(threads_max));
    const auto layer_floats = cache_positions_ * position_floats_;
    const auto products = static_cast<std::int64_t>(packed_.layers.size() * rows.size()) * width_ * width_ *
                          (4 + 2 * weights_.config.fc_rate);
    const int stages = 7 * static_cast<int>(packed_.layers.size()) + 2;
    run_team(team_size(threads_max, products), stages, [&](TeamMember& member) {
        for (std::size_t i = 0; i < packed_.layers.size(); ++i) {
            run_layer(packed_.layers[i], cache_.data() + i * layer_floats, rows, member);
        }
        const int count = static_cast<int>(wanted.size());
        norm_rows(packed_.final_norm, member, &wanted, count);
        apply(packed_.head, member, {h_.data(), stride_, count}, PackedLinear::Then::Store,
              [&](int r) { return logits_.data() + static_cast<std::size_t>(r) * logits_stride_; });
    });
}

/// x(rows[i]) = linear(sources[i]).
void CpuModel::embed(const PackedLinear& linear, const std::vector<const float*>& sources,
                     const std::vector<int>& rows) {
    const int width = weights_.config.condition_width;
    const auto stride = row_stride(width);
    condition_.reserve(sources.size() * stride);
    for (std::size_t i = 0; i < sources.size(); ++i)
        std::copy_n(sources[i], width, condition_.data() + i * stride);
    const auto products = std::int64_t{width} * width_ * static_cast<std::int64_t>(rows.size());
    run_team(team_size(at::get_num_threads(), products), 1, [&](TeamMember& member) {
        apply(linear, member, {condition_.data(), stride, static_cast<int>(rows.size())},
              PackedLinear::Then::Store, [&](int r) { return x(rows[static_cast<std::size_t>(r)]); });
    });
}

/// Contexts a few at a time, so that their rows stay in the processor's cache.
void CpuModel::prefill(const TextCondition& condition) {
    constexpr std::size_t rows_max = 256;
    const auto vocabulary = static_cast<std::size_t>(vocabulary_);
    dense_logits_.resize(contexts_.size() * vocabulary);
    if (!packed_.details.empty()) heard_.resize(contexts_.size() * static_cast<std::size_t>(width_));
    const auto add = [&](int row, const float* values) {
        for (int i = 0; i < width_; ++i) x(row)[i] += values[i];
    };
    const float* positions = weights_.positions.const_data_ptr<float>();
    for (std::size_t first = 0; first < contexts_.size();) {
        std::vector<Row> rows;
        std::vector<int> start_rows, prefix_rows, prefix_positions, lengths;
        std::vector<const float*> sentences, states;
        std::size_t next = first;
        for (; next < contexts_.size(); ++next) {
            const auto& context = contexts_[next];
            if (!rows.empty() && rows.size() + static_cast<std::size_t>(context.count) > rows_max) break;
            const auto number = static_cast<std::int64_t>(next);
            for (int i = 0; i + 1 < context.count; ++i) {
                prefix_rows.push_back(static_cast<int>(rows.size()));
                prefix_positions.push_back(context.states[static_cast<std::size_t>(i)]);
                states.push_back(condition.states[number][prefix_positions.back()].const_data_ptr<float>());
                rows.push_back({context.first + i, context.first, context.count - 1, 0, 0});
            }
            start_rows.push_back(static_cast<int>(rows.size()));
            sentences.push_back(condition.sentence[number].const_data_ptr<float>());
            lengths.push_back(condition.length.defined()
                                  ? static_cast<int>(condition.length[number].item<std::int64_t>())
                                  : 0);
            rows.push_back({context.first + context.count - 1, context.first, context.count, 0, 0});
        }
        reserve_rows(static_cast<int>(rows.size()));
        embed(packed_.start, sentences, start_rows);
        for (std::size_t i = 0; i < start_rows.size(); ++i) {
            const int length =
                std::clamp(lengths[i] / weights_.config.levels, 0, weights_.config.steps_max());
            if (weights_.lengths.defined())
                add(start_rows[i], weights_.lengths[length].const_data_ptr<float>());
            add(start_rows[i], positions);
        }
        if (!prefix_rows.empty()) embed(packed_.prefix, states, prefix_rows);
        for (std::size_t i = 0; i < prefix_rows.size(); ++i) {
            add(prefix_rows[i], positions + std::int64_t{prefix_positions[i]} * width_);
        }
        pass(rows, start_rows);
        for (std::size_t i = first; i < next; ++i) {
            std::copy_n(logits_.data() + (i - first) * logits_stride_, vocabulary,
                        dense_logits_.data() + i * vocabulary);
            if (!packed_.details.empty())
                std::copy_n(h(static_cast<int>(i - first)), width_, row_of(heard_, i));
        }
        first = next;
    }
}

std::span<const float> CpuModel::begin(const TextCondition& contexts_anywhere,
                                       std::span<const int> context_of_row, int tokens_max) {
    torch::NoGradGuard no_grad;
    weights_.check(contexts_anywhere);
    auto contexts = contexts_anywhere.to(torch::kCPU);
    contexts.sentence = contexts.sentence.to(torch::kFloat32).contiguous();
    const bool has_prefix = weights_.prefix.weight.defined() && contexts.states.defined();
    if (has_prefix) contexts.states = contexts.states.to(torch::kFloat32).contiguous();

    int next = 0;
    contexts_.clear();
    for (std::int64_t i = 0; i < contexts.batch(); ++i) {
        Context context{next, 1, {}};
        for (std::int64_t p = 0; has_prefix && p < contexts.states.size(1); ++p) {
            if (contexts.mask[i][p].item<bool>()) context.states.push_back(static_cast<int>(p));
        }
        context.count += static_cast<int>(context.states.size());
        next += context.count;
        contexts_.push_back(std::move(context));
    }
    live_.clear();
    steps_max_ = tokens_max / weights_.config.levels;
    level_ = 0;
    for (const int context : context_of_row) {
        live_.push_back({context, next, 0});
        next += steps_max_;
    }
    cache_positions_ = static_cast<std::size_t>(next);
    cache_.reserve(cache_positions_ * position_floats_ * std::max<std::size_t>(1, packed_.layers.size()));
    prefill(contexts);
    return logits_of(context_of_row);
}

/// A row of logits for each sequence, out of one for each context.
std::span<const float> CpuModel::logits_of(std::span<const int> contexts) {
    const auto spread = [&](std::vector<float>& table, std::size_t width) {
        std::vector<float> rows(contexts.size() * width);
        for (std::size_t r = 0; r < contexts.size(); ++r) {
            std::copy_n(table.data() + static_cast<std::size_t>(contexts[r]) * width, width,
                        rows.data() + r * width);
        }
        table = std::move(rows);
    };
    spread(dense_logits_, static_cast<std::size_t>(vocabulary_));
    if (!packed_.details.empty()) spread(heard_, static_cast<std::size_t>(width_));
    return dense_logits_;
}

/// logits_ of the live rows without padding.
std::span<const float> CpuModel::dense_logits() {
    const auto size = static_cast<std::size_t>(vocabulary_);
    dense_logits_.resize(live_.size() * size);
    for (std::size_t r = 0; r < live_.size(); ++r) {
        std::copy_n(logits_.data() + r * logits_stride_, size, dense_logits_.data() + r * size);
    }
    return dense_logits_;
}

/// `tokens`: those just drawn, one a live row.
std::span<const float> CpuModel::detail_logits(std::span<const int> tokens) {
    Detail& detail = packed_.details[static_cast<std::size_t>(level_++)];
    const int count = static_cast<int>(tokens.size());
    for (std::size_t r = 0; r < tokens.size(); ++r) {
        const float* heard = row_of(detail.heard, static_cast<std::size_t>(tokens[r]));
        float* u = row_of(heard_, r);
        for (int i = 0; i < width_; ++i) u[i] += heard[i];
        std::copy_n(u, width_, x(static_cast<int>(r)));
    }
    const auto products = std::int64_t{count} * (2 * std::int64_t{width_} * weights_.config.detail_width() +
                                                 std::int64_t{width_} * vocabulary_);
    run_team(team_size(at::get_num_threads(), products), 5, [&](TeamMember& member) {
        using Then = PackedLinear::Then;
        norm_rows(detail.ln, member, nullptr, count);
        apply(detail.mlp_in, member, {h_.data(), stride_, count}, Then::Gelu,
              [&](int r) { return wide_.data() + static_cast<std::size_t>(r) * wide_stride_; });
        apply(detail.mlp_out, member, {wide_.data(), wide_stride_, count}, Then::Add,
              [&](int r) { return x(r); });
        norm_rows(detail.ln_f, member, nullptr, count);
        apply(detail.head, member, {h_.data(), stride_, count}, Then::Store,
              [&](int r) { return logits_.data() + static_cast<std::size_t>(r) * logits_stride_; });
    });
    return dense_logits();
}

std::span<const float> CpuModel::step(std::span<const int> tokens) {
    if (tokens.size() != live_.size())
        throw usage_error("decoder: expected {} tokens, found {}", live_.size(), tokens.size());
    reserve_rows(static_cast<int>(live_.size()));
    embedded_.resize(live_.size() * static_cast<std::size_t>(width_));
    for (std::size_t r = 0; r < live_.size(); ++r) {
        const float* base = weights_.tokens.const_data_ptr<float>() + std::int64_t{tokens[r]} * width_;
        float* sum = row_of(embedded_, r);
        if (level_ == 0) {
            std::copy_n(base, width_, sum);
        } else {
            const float* detail = row_of(packed_.details[static_cast<std::size_t>(level_) - 1].embedding,
                                         static_cast<std::size_t>(tokens[r]));
            for (int i = 0; i < width_; ++i) sum[i] += detail[i];
        }
    }
    if (level_ + 1 < weights_.config.levels) return detail_logits(tokens);

    std::vector<Row> rows;
    std::vector<int> wanted;
    for (std::size_t r = 0; r < live_.size(); ++r) {
        auto& sequence = live_[r];
        const auto& context = contexts_[static_cast<std::size_t>(sequence.context)];
        if (sequence.filled >= steps_max_)
            throw usage_error("decoder: expected at most {} tokens", steps_max_ * weights_.config.levels);
        const float* position =
            weights_.positions.const_data_ptr<float>() + std::int64_t{sequence.filled + 1} * width_;
        const float* sum = row_of(embedded_, r);
        float* row = x(static_cast<int>(r));
        for (int i = 0; i < width_; ++i) row[i] = sum[i] + position[i];
        rows.push_back({sequence.first + sequence.filled, context.first, context.count, sequence.first,
                        sequence.filled + 1});
        wanted.push_back(static_cast<int>(r));
        ++sequence.filled;
    }
    pass(rows, wanted);
    level_ = 0;
    if (!packed_.details.empty()) {
        for (std::size_t r = 0; r < live_.size(); ++r)
            std::copy_n(h(static_cast<int>(r)), width_, row_of(heard_, r));
    }
    return dense_logits();
}

void CpuModel::keep(std::span<const int> rows) {
    std::vector<Sequence> kept;
    for (const int row : rows) kept.push_back(live_[static_cast<std::size_t>(row)]);
    live_ = std::move(kept);
    const auto compact = [&](std::vector<float>& table) {
        std::vector<float> left;
        for (const int row : rows) {
            const float* from = row_of(table, static_cast<std::size_t>(row));
            left.insert(left.end(), from, from + width_);
        }
        table = std::move(left);
    };
    if (packed_.details.empty()) return;
    compact(heard_);
    if (level_ > 0) compact(embedded_);
}

}  // namespace

std::unique_ptr<CachedModel> make_cpu_model(const Transformer& generator) {
    return std::make_unique<CpuModel>(generator);
}

}  // namespace im
