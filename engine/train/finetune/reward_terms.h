#pragma once
// The terms of a fine-tuning run's reward, each described once: what PPO adds up, the config's and the command line's
// keys, the studio's sliders, the presets and the log follow this list.
//
//   RewardBatch batch{.words = reward(...), .any_captured = false, .liked = {}, .checked = {}};
//   const SequenceRewards rewards = add_up(batch, config);   // total, and each term by its name

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <torch/types.h>

#include "engine/model/reward.h"
#include "engine/train/finetune/checked_terms.h"
#include "engine/train/finetune/finetune_config.h"
#include "engine/train/ppo/ppo.h"

namespace im {

/// What is known of B sampled motions.
struct RewardBatch {
    RewardTerms words;          ///< eq. 2, its weights applied
    bool any_captured = false;  ///< a row has a captured motion beside it
    torch::Tensor liked = {};   ///< (B) what the user likes, its weight applied; undefined: not known
    std::vector<CheckedMotion> checked = {};  ///< one a row; empty: not measured, for no term asks for it
};

/// What a term is about, which is also where the studio offers it.
enum class RewardSource { Words, Captured, Taste, Facts };

struct RewardTerm {
    std::string name;   ///< in the log and the curves; the config's key is reward.NAME
    const char* label;  ///< in the studio
    const char* format;
    const char*
        help;  ///< what a weight of 1 counts, and its unit: "For each 10 cm/s that standing feet slide."
    RewardSource source;
    std::function<double&(FinetuneConfig&)> weight;
    /// (B) float32, times the weight; undefined where the batch has nothing to say of it.
    std::function<torch::Tensor(const RewardBatch& batch, double weight)> value;

    std::string key() const { return "reward." + name; }
    /// Presets set its weight: of all but what only captured motions bring.
    bool of_presets() const { return source != RewardSource::Captured; }
};

std::span<const RewardTerm> reward_term_list();

SequenceRewards add_up(const RewardBatch& batch, FinetuneConfig& config);

}  // namespace im
