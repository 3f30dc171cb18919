#pragma once
// From what a user rated to what the preference head learns from.

#include "engine/model/model_folder.h"
#include "engine/model/motion_text_encoders.h"
#include "engine/store/workspace.h"
#include "engine/train/finetune/preference.h"

namespace im {

/// Are the tokens of a model's clips codes of `tokenizer`? A model that is gone or broken is believed.
bool same_codebook(const Tokenizer& tokenizer, const std::filesystem::path& model_folder);

/// Pairs out of the workspace's A/B choices (weight 1) and ratings: two rated clips of one prompt make a pair
/// whose weight is half the difference in stars, at most 1; two of different prompts count a quarter of that,
/// and at most `cross_prompt_pairs` of them are taken. Clips that another tokenizer made are left out and
/// counted: their tokens are no codes of `tokenizer`, or the model that they name has another codebook.
struct CollectedPreferences {
    PreferencePairs pairs;
    int ratings = 0, choices = 0, left_out = 0;
};
CollectedPreferences collect_preferences(Workspace& workspace, const MotionTextEncoders& encoders,
                                         const Tokenizer& tokenizer, int cross_prompt_pairs = 200);

}  // namespace im
