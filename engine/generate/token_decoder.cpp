#include "engine/generate/token_decoder.h"

#include <algorithm>
#include <map>
#include <numeric>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/going_on.h"
#include "engine/generate/random_stream.h"
#include "engine/generate/sampling.h"

namespace im {
namespace {

/// The different (text, wanted length) pairs of a batch, guided ones twice: with their text, and without.
struct Contexts {
    TextCondition condition;
    std::vector<int> of_row;  ///< n conditional rows, then n unconditional ones if guided
};

Contexts gather_contexts(const TextCondition& condition, std::span<const SequenceRequest> sequences,
                         const TransformerConfig& config, bool guided) {
    std::map<std::pair<std::int64_t, int>, int> numbers;  // (row or -1 for no text, wanted) -> context
    std::vector<std::int64_t> rows, lengths;
    std::vector<char> dropped;
    Contexts contexts;
    const auto add = [&](const SequenceRequest& sequence, bool drop) {
        const int wanted = config.length_condition ? sequence.wanted_tokens : 0;
        const auto [entry, is_new] =
            numbers.try_emplace({drop ? -1 : sequence.condition, wanted}, static_cast<int>(rows.size()));
        if (is_new) {
            rows.push_back(sequence.condition);
            lengths.push_back(wanted);
            dropped.push_back(drop);
        }
        contexts.of_row.push_back(entry->second);
    };
    for (const auto& sequence : sequences) add(sequence, false);
    if (guided) {
        for (const auto& sequence : sequences) add(sequence, true);
    }
    const auto device = condition.sentence.device();
    auto all = condition;
    all.length = torch::Tensor();
    all = all.select(torch::tensor(rows, torch::kInt64).to(device));
    if (config.length_condition) all.length = torch::tensor(lengths, torch::kInt64).to(device);
    const std::vector<int> drop(dropped.begin(), dropped.end());
    contexts.condition = guided ? drop_text(all, torch::tensor(drop).to(device, torch::kBool)) : all;
    return contexts;
}

/// DecodeOptions::tokens_max as whole steps that the model has positions for.
int whole_steps(int asked, const TransformerConfig& config) {
    const int most = asked > 0 ? std::min(asked, config.tokens_max()) : config.tokens_max();
    return std::max(1, most / config.levels) * config.levels;
}

/// The tokens that sequence `number` begins with.
std::span<const int> given_of(std::span<const std::vector<int>> given, std::size_t number) {
    return given.empty() ? std::span<const int>() : std::span<const int>(given[number]);
}

void check_given(std::span<const int> given, int wanted, int tokens_max, const TransformerConfig& config) {
    const int count = static_cast<int>(given.size()), most = wanted > 0 ? wanted : tokens_max;
    if (count % config.levels != 0 || (count > 0 && count >= most)) {
        throw usage_error("decoder: expected less than {} given tokens, of whole steps of {}, found {}", most,
                          config.levels, count);
    }
    for (const int token : given) {
        if (token < 0 || token >= config.codebook_size) {
            throw usage_error("decoder: expected given tokens of 0 to {}, found {}", config.codebook_size - 1,
                              token);
        }
    }
}

void check(const TextCondition& condition, std::span<const SequenceRequest> sequences,
           std::span<const std::vector<int>> given, int tokens_max, const TransformerConfig& config) {
    if (!given.empty() && given.size() != sequences.size()) {
        throw usage_error("decoder: expected given tokens of {} sequences, found of {}", sequences.size(),
                          given.size());
    }
    for (std::size_t i = 0; i < sequences.size(); ++i) {
        const auto& sequence = sequences[i];
        if (sequence.condition < 0 || sequence.condition >= condition.batch()) {
            throw usage_error("decoder: expected a text between 0 and {}, found {}", condition.batch() - 1,
                              sequence.condition);
        }
        if (sequence.wanted_tokens < 0 || sequence.wanted_tokens > tokens_max) {
            throw usage_error("decoder: expected a length of 0 to {} tokens, found {}", tokens_max,
                              sequence.wanted_tokens);
        }
        if (sequence.wanted_tokens % config.levels != 0) {
            throw usage_error("decoder: expected a length of whole steps of {} tokens, found {}",
                              config.levels, sequence.wanted_tokens);
        }
        check_given(given_of(given, i), sequence.wanted_tokens, tokens_max, config);
    }
}

/// Guided logits c + s (c - u), and the draw from them.
class Sampler {
  public:
    Sampler(const DecodeOptions& options, int vocabulary, int levels)
        : options_(options),
          levels_(levels),
          mixed_(vocabulary),
          scores_(vocabulary),
          plain_scores_(vocabulary) {}

    int operator()(std::span<const float> logits, std::span<const float> unguided,
                   const SequenceRequest& request, int given, TokenSequence& sequence) {
        const auto drawn = given + static_cast<int>(sequence.tokens.size());
        const auto rule = end_rule(drawn, request.wanted_tokens, given + options_.tokens_min, levels_);
        sampling_log_probabilities(logits, kPlain, rule, plain_scores_);
        auto source = logits;
        if (!unguided.empty()) {
            const auto s = static_cast<float>(options_.sampling.guidance);
            for (std::size_t i = 0; i < mixed_.size(); ++i)
                mixed_[i] = logits[i] + s * (logits[i] - unguided[i]);
            source = mixed_;
        }
        const bool is_plain = unguided.empty() && options_.sampling.temperature == 1 &&
                              options_.sampling.top_k == 0 && options_.sampling.top_p == 1;
        if (!is_plain) sampling_log_probabilities(source, options_.sampling, rule, scores_);
        const auto& scores = is_plain ? plain_scores_ : scores_;

        const RandomStream stream(request.seed, static_cast<std::uint64_t>(request.variation));
        const int token = draw(scores, stream.uniform(static_cast<std::uint64_t>(drawn)));
        sequence.log_probabilities.push_back(static_cast<float>(scores[token]));
        sequence.plain_log_probabilities.push_back(static_cast<float>(plain_scores_[token]));
        return token;
    }

  private:
    static constexpr SamplingOptions kPlain{.temperature = 1, .top_k = 0, .top_p = 1, .guidance = 0};
    const DecodeOptions& options_;
    int levels_;
    std::vector<float> mixed_;
    std::vector<double> scores_, plain_scores_;
};

/// The unguided copies' rows come behind the live ones in the same order: what is said of each live row, plus
/// `offset`, is said again of its copy.
void add_guide_rows(std::vector<int>& values, int offset) {
    const auto count = values.size();
    for (std::size_t i = 0; i < count; ++i) values.push_back(values[i] + offset);
}

}  // namespace

double TokenSequence::plain_sum() const {
    return std::accumulate(plain_log_probabilities.begin(), plain_log_probabilities.end(), 0.0);
}

TokenDecoder::TokenDecoder(const Transformer& generator, Form form) : config_(generator->config()) {
    const bool on_cpu = generator->output()->weight.device().is_cpu();
    const bool kernels = form == Form::Kernels || (form == Form::Auto && on_cpu);
    model_ = kernels ? make_cpu_model(generator) : make_tensor_model(generator);
}

std::vector<TokenSequence> TokenDecoder::decode(const TextCondition& condition,
                                                std::span<const SequenceRequest> requests,
                                                const DecodeOptions& options, const DecodeListener& listener,
                                                std::stop_token stop) {
    return decode_going_on(*model_, config_, condition, requests, {}, options, listener, std::move(stop));
}

std::vector<TokenSequence> decode_going_on(CachedModel& model, const TransformerConfig& config,
                                           const TextCondition& condition,
                                           std::span<const SequenceRequest> requests,
                                           std::span<const std::vector<int>> given,
                                           const DecodeOptions& options, const DecodeListener& listener,
                                           std::stop_token stop) {
    options.sampling.validate();
    const int tokens_max = whole_steps(options.tokens_max, config);
    check(condition, requests, given, tokens_max, config);
    std::vector<TokenSequence> sequences(requests.size());
    if (requests.empty()) return sequences;

    const bool guided = options.sampling.guidance > 0;
    const auto vocabulary = static_cast<std::size_t>(config.codebook_size) + 1;
    Sampler sample(options, static_cast<int>(vocabulary), config.levels);
    const auto contexts = gather_contexts(condition, requests, config, guided);
    const auto check_stop = [&] {
        if (stop.stop_requested()) throw Error(ErrorKind::Interrupted, "generation was stopped");
    };
    check_stop();

    std::vector<int> live(requests.size());  // sequence of each live row
    std::iota(live.begin(), live.end(), 0);
    auto logits = model.begin(contexts.condition, contexts.of_row, tokens_max);
    for (int drawn = 0;; ++drawn) {
        const std::size_t rows = live.size();
        std::vector<int> kept, tokens;  // rows that go on, and what they go on with
        for (std::size_t row = 0; row < rows; ++row) {
            const auto number = static_cast<std::size_t>(live[row]);
            auto& sequence = sequences[number];
            const auto before = given_of(given, number);
            if (static_cast<std::size_t>(drawn) < before.size()) {
                kept.push_back(static_cast<int>(row));
                tokens.push_back(before[static_cast<std::size_t>(drawn)]);
                continue;
            }
            const auto unguided =
                guided ? logits.subspan((rows + row) * vocabulary, vocabulary) : std::span<const float>();
            const int token = sample(logits.subspan(row * vocabulary, vocabulary), unguided, requests[number],
                                     static_cast<int>(before.size()), sequence);
            sequence.ended = token == config.end_token();
            if (!sequence.ended) {
                sequence.tokens.push_back(token);
                if (listener.on_token) listener.on_token(live[row], token);
            }
            // A wanted length needs no look at the model for its END; without one, the last position has no
            // successor.
            const bool reached = requests[number].wanted_tokens == drawn + 1;
            if (reached) {
                sequence.ended = true;
                sequence.log_probabilities.push_back(0);
                sequence.plain_log_probabilities.push_back(0);
            }
            if (sequence.ended || drawn + 1 == tokens_max) {
                if (listener.on_end) listener.on_end(live[row]);
            } else {
                kept.push_back(static_cast<int>(row));
                tokens.push_back(token);
            }
        }
        if (listener.on_progress) {
            listener.on_progress(kept.empty() ? 1.0 : static_cast<double>(drawn + 1) / tokens_max);
        }
        if (kept.empty()) return sequences;
        check_stop();

        if (kept.size() < rows) {
            std::vector<int> still;
            for (const int row : kept) still.push_back(live[static_cast<std::size_t>(row)]);
            live = std::move(still);
            if (guided) add_guide_rows(kept, static_cast<int>(rows));
            model.keep(kept);
        }
        if (guided) add_guide_rows(tokens, 0);
        logits = model.step(tokens);
    }
}

}  // namespace im
