#include "engine/train/finetune/gain.h"

#include <cmath>
#include <limits>

#include <nlohmann/json.hpp>

#include "engine/core/lenient_json.h"

namespace im {
namespace {

nlohmann::json to_json(const Gain& gain) {
    nlohmann::json object = {{"before", gain.before}, {"after", gain.after}};
    object["interval"] = std::isfinite(gain.interval) ? nlohmann::json(gain.interval) : nlohmann::json();
    return object;
}

nlohmann::json to_json(const PromptsGain& gain) {
    nlohmann::json object = {{"prompts", gain.prompts},
                             {"reward", to_json(gain.reward)},
                             {"skating_cmps", to_json(gain.skating_cmps)}};
    if (gain.judge) object["judge"] = to_json(*gain.judge);
    if (gain.facts) object["facts"] = to_json(*gain.facts);
    return object;
}

/// Nothing where it is no gain: both numbers are needed.
std::optional<Gain> gain_from(const nlohmann::json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_object()) return {};
    Gain gain{.interval = std::numeric_limits<double>::infinity()};  // which JSON cannot say
    if (!read_if_there(*found, "before", gain.before) || !read_if_there(*found, "after", gain.after))
        return {};
    read_if_there(*found, "interval", gain.interval);
    return gain;
}

PromptsGain prompts_gain_from(const nlohmann::json& line, const char* key) {
    PromptsGain gain;
    const auto found = line.find(key);
    if (found == line.end() || !found->is_object()) return gain;
    read_if_there(*found, "prompts", gain.prompts);
    gain.reward = gain_from(*found, "reward").value_or(Gain{});
    gain.judge = gain_from(*found, "judge");
    gain.facts = gain_from(*found, "facts");
    gain.skating_cmps = gain_from(*found, "skating_cmps").value_or(Gain{});
    return gain;
}

}  // namespace

Gain gain_of(const std::vector<double>& before, const std::vector<double>& after) {
    Gain gain;
    const auto count = std::min(before.size(), after.size());
    if (count == 0) return gain;
    const auto n = static_cast<double>(count);
    for (std::size_t i = 0; i < count; ++i) {
        gain.before += before[i] / n;
        gain.after += after[i] / n;
    }
    if (count == 1) {
        gain.interval = gain.change() == 0 ? 0 : std::numeric_limits<double>::infinity();
        return gain;
    }
    double squares = 0;
    for (std::size_t i = 0; i < count; ++i) squares += std::pow(after[i] - before[i] - gain.change(), 2);
    gain.interval = 1.96 * std::sqrt(squares / ((n - 1) * n));
    return gain;
}

bool FinetuneResult::facts_worse() const {
    const auto is_worse = [](const PromptsGain& gain) {
        if (!gain.facts || gain.facts->change() >= 0) return false;
        const Gain& judged = gain.judge ? *gain.judge : gain.reward;
        return gain.facts->is_sure() || !(judged.is_sure() && judged.change() > 0);
    };
    return is_worse(own) || is_worse(rest);
}

nlohmann::json to_json(const FinetuneResult& result) {
    nlohmann::json line = {
        {"step", result.iterations}, {"best_iteration", result.iteration}, {"samples", result.samples}};
    if (result.own.prompts > 0) line["own"] = to_json(result.own);
    if (result.reverted) line["reverted"] = true;
    if (result.rest.prompts > 0) line["rest"] = to_json(result.rest);
    return line;
}

FinetuneResult finetune_result_from(const nlohmann::json& line) {
    FinetuneResult result;
    read_if_there(line, "step", result.iterations);
    read_if_there(line, "best_iteration", result.iteration);
    read_if_there(line, "samples", result.samples);
    read_if_there(line, "reverted", result.reverted);
    result.own = prompts_gain_from(line, "own");
    result.rest = prompts_gain_from(line, "rest");
    return result;
}

}  // namespace im
