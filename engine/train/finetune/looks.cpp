#include "engine/train/finetune/looks.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/asked/asked_actions.h"

namespace im {
namespace {

/// `samples` of each prompt.
Rollout sample(FinetuneTask& task, const Transformer& generator, const std::vector<std::string>& prompts,
               int samples, const RolloutOptions& options, std::uint64_t seed,
               const std::function<void()>& poll) {
    std::vector<int> rows;
    for (int i = 0; i < static_cast<int>(prompts.size()); ++i)
        rows.insert(rows.end(), static_cast<std::size_t>(samples), i);
    TokenDecoder decoder(generator);
    return roll_out(decoder, task.encode(prompts), rows, rows, options, seed, poll);
}

}  // namespace

Look look_at(FinetuneTask& task, const Transformer& generator, const std::vector<std::string>& prompts,
             int samples, const RolloutOptions& options, std::uint64_t seed,
             const std::function<void()>& poll) {
    Look look;
    look.rollout = sample(task, generator, prompts, samples, options, seed, poll);
    const auto& models = task.models();
    look.reward = task.cosines(*models.reward, prompts, look.rollout.tokens, samples);
    if (models.judge) {
        if (poll) poll();
        look.judge = task.cosines(*models.judge, prompts, look.rollout.tokens, samples);
    }
    look.checked = task.check(prompts, look.rollout.tokens, samples);
    return look;
}

PromptsGain gain_of_prompts(FinetuneTask& task, const std::vector<std::string>& prompts, const Look& before,
                            const Look& after, std::size_t first, std::size_t last) {
    const auto part = [&](const std::vector<double>& values) {
        return std::vector<double>(values.begin() + static_cast<std::ptrdiff_t>(first),
                                   values.begin() + static_cast<std::ptrdiff_t>(last));
    };
    PromptsGain gain;
    gain.prompts = static_cast<int>(last - first);
    gain.reward = gain_of(part(before.reward), part(after.reward));
    if (!before.judge.empty()) gain.judge = gain_of(part(before.judge), part(after.judge));
    std::vector<double> facts_before, facts_after, skating_before, skating_after;
    for (std::size_t i = first; i < last; ++i) {
        skating_before.push_back(before.checked[i].skating_cmps);
        skating_after.push_back(after.checked[i].skating_cmps);
        if (!task.asks_facts(prompts[i])) continue;
        facts_before.push_back(before.checked[i].facts);
        facts_after.push_back(after.checked[i].facts);
    }
    gain.skating_cmps = gain_of(skating_before, skating_after);
    if (!facts_before.empty()) gain.facts = gain_of(facts_before, facts_after);
    return gain;
}

std::vector<std::string> hopeless_prompts(FinetuneTask& task, const Transformer& generator,
                                          const std::vector<std::string>& prompts, int samples,
                                          const RolloutOptions& options, std::uint64_t seed,
                                          const std::function<void()>& poll) {
    std::vector<std::string> asking;
    for (const auto& prompt : prompts) {
        if (task.asks_facts(prompt)) asking.push_back(prompt);
    }
    std::vector<std::string> messages;
    if (asking.empty()) return messages;
    const Rollout rollout = sample(task, generator, asking, samples, options, seed, poll);
    for (std::size_t i = 0; i < asking.size(); ++i) {
        const auto begin = rollout.tokens.begin() + static_cast<std::ptrdiff_t>(i) * samples;
        const std::vector<std::vector<int>> tokens(begin, begin + samples);
        const auto checked = task.check(std::vector(tokens.size(), asking[i]), tokens, 1);
        if (std::any_of(checked.begin(), checked.end(), [](const auto& one) { return one.facts >= 1; }))
            continue;
        std::vector<std::string> wanted;
        for (const auto& fact : everything_asked(asking[i])) wanted.push_back(fact.name + ": " + fact.wanted);
        messages.push_back(fmt::format(
            "\"{}\": none of {} samples does what it says ({}), so there is nothing to learn from; a "
            "captured or synthesised example in the training data would help, or other words",
            asking[i], samples, fmt::join(wanted, ", ")));
    }
    return messages;
}

}  // namespace im
