#include "engine/train/ppo/rollout.h"

#include <algorithm>
#include <set>

#include <torch/torch.h>

#include "engine/generate/sampling.h"

namespace im {
namespace {

constexpr std::size_t kCacheBytesMax = std::size_t{512} << 20;

/// Sequences decoded at once: as many as keep the key/value cache within bounds. A sequence does not depend
/// on its batch.
std::size_t rows_at_once(const TransformerConfig& config, bool guided) {
    const auto positions = static_cast<std::size_t>(config.prefix_positions + config.block_size);
    const auto layers = static_cast<std::size_t>(config.base_layers + config.head_layers);
    const auto row_bytes =
        positions * layers * static_cast<std::size_t>(config.width) * 2 * sizeof(float) * (guided ? 2 : 1);
    return std::max<std::size_t>(1, kCacheBytesMax / row_bytes);
}

}  // namespace

Rollout Rollout::select(std::span<const std::int64_t> rows) const {
    const auto index = torch::tensor(at::ArrayRef<std::int64_t>(rows.data(), rows.size()), torch::kInt64);
    Rollout part;
    for (const auto row : rows) {
        part.prompts.push_back(prompts[static_cast<std::size_t>(row)]);
        part.tokens.push_back(tokens[static_cast<std::size_t>(row)]);
    }
    part.condition = condition.select(index.to(condition.sentence.device()));
    part.valid = valid.index_select(0, index);
    const auto width =
        rows.empty() ? 1 : std::max<std::int64_t>(1, part.valid.sum(1).max().item<std::int64_t>());
    const auto pick = [&](const torch::Tensor& table, std::int64_t columns) {
        return table.index_select(0, index).slice(1, 0, columns);
    };
    part.valid = part.valid.slice(1, 0, width);
    part.inputs = pick(inputs, width - 1);
    part.actions = pick(actions, width);
    part.rules = pick(rules, width);
    part.log_probabilities = pick(log_probabilities, width);
    part.ended = ended.index_select(0, index);
    return part;
}

double Rollout::token_count() const {
    return valid.sum().item<double>();
}

double Rollout::distinct_share() const {
    if (tokens.empty()) return 0;
    return static_cast<double>(std::set<std::vector<int>>(tokens.begin(), tokens.end()).size()) /
           static_cast<double>(tokens.size());
}

Rollout roll_out(TokenDecoder& decoder, const TextCondition& conditions,
                 std::span<const int> condition_of_row, std::span<const int> prompts,
                 const RolloutOptions& options, std::uint64_t seed, const std::function<void()>& poll) {
    std::vector<SequenceRequest> requests;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        requests.push_back({.condition = condition_of_row[i],
                            .seed = seed,
                            .variation = static_cast<int>(i),
                            .wanted_tokens = 0});
    }
    DecodeListener listener;
    if (poll) listener.on_progress = [&](double) { poll(); };
    const int levels = decoder.config().levels;
    const DecodeOptions decoding{options.sampling(), options.tokens_max * levels,
                                 options.tokens_min * levels};
    std::vector<TokenSequence> sequences;
    const auto rows_max = rows_at_once(decoder.config(), options.guidance > 0);
    for (std::size_t first = 0; first < requests.size(); first += rows_max) {
        const auto some = std::span(requests).subspan(first, std::min(rows_max, requests.size() - first));
        for (auto& sequence : decoder.decode(conditions, some, decoding, listener))
            sequences.push_back(std::move(sequence));
    }

    Rollout rollout;
    rollout.prompts.assign(prompts.begin(), prompts.end());
    std::size_t longest = 1;
    for (const auto& sequence : sequences) longest = std::max(longest, sequence.log_probabilities.size());
    const auto B = static_cast<std::int64_t>(sequences.size()), A = static_cast<std::int64_t>(longest);
    rollout.inputs = torch::full({B, A - 1}, decoder.config().pad_token(), torch::kInt64);
    rollout.actions = torch::zeros({B, A}, torch::kInt64);
    rollout.valid = torch::zeros({B, A}, torch::kBool);
    rollout.log_probabilities = torch::zeros({B, A});
    rollout.ended = torch::zeros({B}, torch::kBool);
    std::vector<std::int64_t> rows;
    for (std::int64_t b = 0; b < B; ++b) {
        const auto& sequence = sequences[static_cast<std::size_t>(b)];
        const auto actions = static_cast<std::int64_t>(sequence.log_probabilities.size());
        auto* action = rollout.actions[b].data_ptr<std::int64_t>();
        std::copy(sequence.tokens.begin(), sequence.tokens.end(), action);
        if (sequence.ended) action[actions - 1] = decoder.config().end_token();
        std::copy_n(sequence.tokens.begin(), std::min<std::size_t>(sequence.tokens.size(), longest - 1),
                    rollout.inputs[b].data_ptr<std::int64_t>());
        rollout.valid[b].slice(0, 0, actions).fill_(true);
        std::copy(sequence.log_probabilities.begin(), sequence.log_probabilities.end(),
                  rollout.log_probabilities[b].data_ptr<float>());
        rollout.ended[b] = sequence.ended;
        rollout.tokens.push_back(sequence.tokens);
        rows.push_back(condition_of_row[static_cast<std::size_t>(b)]);
    }
    rollout.rules = end_rules(std::vector<int>(prompts.size(), 0), static_cast<int>(A),
                              options.tokens_min * levels, levels);
    rollout.condition =
        conditions.select(torch::tensor(rows, torch::kInt64).to(conditions.sentence.device()));
    rollout.condition.length = torch::Tensor();  // free
    return rollout;
}

}  // namespace im
