#pragma once
// From a workspace's ratings to the preference term of a fine-tuning run. Torch-free header.
//
//   FinetuneRequest request = ...;
//   request.preferences = preferences_of("~/.local/share/instructmotion",
//                                        [](const LearntPreferences& learnt) { ... });

#include <cstdint>
#include <filesystem>
#include <functional>

namespace im {

class MotionTextEncoders;
struct PreferenceFit;
struct Tokenizer;

/// What was learnt from, and how well.
struct LearntPreferences {
    int ratings = 0, choices = 0;  ///< of usable clips
    int left_out = 0;              ///< clips that another tokenizer made
    std::int64_t pairs = 0;
    double accuracy = 0;        ///< cross-validated share of held-out pairs that are ordered rightly
    double prior_accuracy = 0;  ///< the same of how well text and motion fit, which knows nothing of the user
    double ramp = 0;            ///< 0..1, what the term's weight is multiplied with
};

/// For FinetuneRequest::preferences. What it returns throws Input when the folder holds no workspace, the
/// workspace nothing rated, only clips of another tokenizer, or too few pairs to learn from. The workspace is
/// left as it is.
std::function<PreferenceFit(const MotionTextEncoders&, const Tokenizer&)> preferences_of(
    const std::filesystem::path& workspace, std::function<void(const LearntPreferences&)> on_learnt = {});

}  // namespace im
