#pragma once
// The config of a fine-tuning run: configs/finetune.json. What its keys are, and may be, is in finetune_fields.h.

#include <filesystem>
#include <string>

#include "engine/model/lora.h"
#include "engine/model/reward.h"
#include "engine/train/finetune/checked_terms.h"
#include "engine/train/finetune/guard.h"
#include "engine/train/ppo/ppo.h"

namespace im {

struct FinetuneConfig {
    std::int64_t iterations = 60;
    int checkpoint_every = 5;  ///< iterations
    int failures_max = 3;      ///< iterations in a row that learn nothing (NaN), after which the run ends
    bool lora = false;         ///< only low-rank corrections learn
    LoraConfig adapters;
    double lora_learning_rate = 5e-4;  ///< instead of ppo.optimiser's, when `lora`
    PpoConfig ppo;
    RewardWeights reward{.text = 2.0, .motion = 2.0};
    CheckedWeights checked;     ///< facts of the motion beside eq. 2
    double preference = 1.0;    ///< lp: of a preference head's score, before its ramp; only with a head
    double paired_share = 0.5;  ///< of an iteration's prompts, when there are captured motions
    GuardConfig guard;
};

/// What holds without a config.
FinetuneConfig finetune_defaults();

/// Throws Input naming file and key: unknown, wrong type, out of range, or in contradiction to another one.
FinetuneConfig load_finetune_config(const std::filesystem::path& file);

/// What the settings mean for each other. Throws Input naming `place` and key.
void check_settings(const FinetuneConfig& config, const std::string& place);

}  // namespace im
