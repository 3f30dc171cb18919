#pragma once
// What a fine-tuning run is after, as a name for weights of the reward. Torch-free header.

#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace im {

struct FinetuneConfig;

struct RewardPreset {
    const char* name;   ///< on the command line: "clean-feet"
    const char* title;  ///< in the studio: "Clean feet"
    const char* help;   ///< what it is good for, a sentence
    /// By the keys of finetune_fields.h; every weight of the reward that is not named is 0. Weights of captured
    /// motion are left as they are.
    std::vector<std::pair<const char*, double>> weights;

    double weight_of(std::string_view key) const;  ///< 0 where it is not named
};

/// The first is eq. 2 alone, as in the paper.
std::span<const RewardPreset> reward_presets();

/// Keys of the weights that a preset sets.
std::vector<std::string> preset_keys();

/// Sets them. Throws Usage for a name that is not in the list, naming all that are.
void apply_preset(FinetuneConfig& config, std::string_view name);

}  // namespace im
