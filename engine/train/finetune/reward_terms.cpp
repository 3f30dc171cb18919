#include "engine/train/finetune/reward_terms.h"

#include <map>

#include <torch/torch.h>

namespace im {
namespace {

using C = FinetuneConfig;

RewardTerm measured(const CheckedTerm& term) {
    return {term.name,
            term.label,
            "%.2f",
            term.help,
            RewardSource::Facts,
            [at = term.weight](C& config) -> double& { return config.checked.*at; },
            [amount = term.amount](const RewardBatch& batch, double weight) -> torch::Tensor {
                if (batch.checked.empty() || !(weight > 0)) return {};
                std::vector<float> values;
                for (const CheckedMotion& motion : batch.checked)
                    values.push_back(static_cast<float>(-weight * amount(motion)));
                return torch::tensor(values).to(batch.words.total.device());
            }};
}

}  // namespace

std::span<const RewardTerm> reward_term_list() {
    static const std::vector<RewardTerm> terms = [] {
        std::vector<RewardTerm> all = {
            {"text", "Text reward", "%.1f",
             "Lambda_t of eq. 2: how much nearness to the words counts against staying near the "
             "base. 2 is what people liked best.",
             RewardSource::Words, [](C& c) -> double& { return c.reward.text; },
             [](const RewardBatch& batch, double) { return batch.words.text; }},
            {"motion", "Their weight", "%.2f", "Lambda_m of eq. 2: likeness to the captured motion.",
             RewardSource::Captured, [](C& c) -> double& { return c.reward.motion; },
             [](const RewardBatch& batch, double) {
                 return batch.any_captured ? batch.words.motion : torch::Tensor();
             }},
            {"preference", "Taste reward", "%.1f",
             "How much what was learnt from your ratings counts, times a ramp that grows with them.",
             RewardSource::Taste, [](C& c) -> double& { return c.preference; },
             [](const RewardBatch& batch, double) { return batch.liked; }},
        };
        for (const CheckedTerm& term : checked_term_list()) all.push_back(measured(term));
        return all;
    }();
    return terms;
}

SequenceRewards add_up(const RewardBatch& batch, FinetuneConfig& config) {
    SequenceRewards rewards{batch.words.total, {}};
    std::map<std::string, torch::Tensor> facts;
    for (const RewardTerm& term : reward_term_list()) {
        const torch::Tensor value = term.value(batch, term.weight(config));
        if (!value.defined()) continue;
        rewards.terms[term.name] = value;
        if (term.source == RewardSource::Facts) facts[term.name] = value;
        if (term.source == RewardSource::Taste)
            rewards.total = rewards.total + value;  // eq. 2 has the others
    }
    // In the order of their names: a run with the same seed adds the same floats in the same order.
    for (const auto& [name, value] : facts) rewards.total = rewards.total + value;
    return rewards;
}

}  // namespace im
