#include "engine/train/finetune/reward_presets.h"

#include <algorithm>
#include <array>

#include "engine/core/error.h"
#include "engine/train/finetune/reward_terms.h"

namespace im {

double RewardPreset::weight_of(std::string_view key) const {
    const auto found =
        std::find_if(weights.begin(), weights.end(), [&](const auto& pair) { return key == pair.first; });
    return found == weights.end() ? 0 : found->second;
}

std::span<const RewardPreset> reward_presets() {
    static const std::array<RewardPreset, 4> presets = {{
        {"words",
         "Follow the words",
         "Nearness of motion and words alone (eq. 2), as in the paper.",
         {{"reward.text", 2}, {"reward.preference", 1}}},
        {"exact",
         "Exact",
         "What the prompt says in numbers counts most: how often, which side, by how much, along which way.",
         {{"reward.text", 1}, {"reward.preference", 1}, {"reward.facts", 4}, {"reward.floating", 0.5}}},
        {"clean-feet",
         "Clean feet",
         "Feet that slide, sink or hover cost as much as words that are missed.",
         {{"reward.text", 2},
          {"reward.preference", 1},
          {"reward.skating", 1},
          {"reward.penetration", 1},
          {"reward.floating", 0.5}}},
        {"taste",
         "My taste",
         "What you rated well counts most. Needs ratings.",
         {{"reward.text", 0.7}, {"reward.preference", 3}}},
    }};
    return presets;
}

std::vector<std::string> preset_keys() {
    std::vector<std::string> keys;
    for (const RewardTerm& term : reward_term_list()) {
        if (term.of_presets()) keys.push_back(term.key());
    }
    return keys;
}

void apply_preset(FinetuneConfig& config, std::string_view name) {
    const auto presets = reward_presets();
    const auto found = std::find_if(presets.begin(), presets.end(),
                                    [&](const RewardPreset& preset) { return preset.name == name; });
    if (found == presets.end()) {
        std::string names;
        for (const RewardPreset& preset : presets)
            names += (names.empty() ? "" : ", ") + std::string(preset.name);
        throw usage_error("no preset of the reward is called \"{}\"; expected one of: {}", name, names);
    }
    for (const RewardTerm& term : reward_term_list()) {
        if (term.of_presets()) term.weight(config) = found->weight_of(term.key());
    }
}

}  // namespace im
