#pragma once
// How much work a fine-tuning run is to be, as a name for settings: beside reward_presets.h, which says what it is after.
// Torch-free header.

#include <span>
#include <utility>
#include <vector>

#include "engine/train/finetune/finetune_fields.h"

namespace im {

struct RunPreset {
    const char* name;   ///< "quick"
    const char* title;  ///< in the studio: "Quick taste"
    const char* help;   ///< what it is good for, a sentence
    /// By the keys of finetune_fields.h; what is not named stays as it is.
    std::vector<std::pair<const char*, FieldValue>> values;
};

/// Quick taste, careful, as in the paper. All of them set the same keys.
std::span<const RunPreset> run_presets();

}  // namespace im
