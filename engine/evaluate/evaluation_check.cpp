#include "engine/evaluate/evaluation_check.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"

namespace im {
namespace {

constexpr std::int64_t kPromptsMin = 2;  // Diversity compares motions

void check_options(const EvaluationOptions& options, bool has_reward) {
    if (options.repeats < 1) throw usage_error("repeats: expected at least 1, found {}", options.repeats);
    if (options.best_of < 1) throw usage_error("best of: expected at least 1, found {}", options.best_of);
    if (options.best_of > 1 && !has_reward)
        throw usage_error("best of {}: expected reward encoders to choose by, found none", options.best_of);
    if (options.multimodality_texts < 0 || options.multimodality_samples < 2) {
        throw usage_error("multimodality: expected 0 texts or more and at least 2 samples, found {} and {}",
                          options.multimodality_texts, options.multimodality_samples);
    }
}

void check_motion(const EvaluationSet& set, std::size_t i, const VqVaeConfig& tokenizer) {
    const auto& motion = set.items[i].motion;
    const int width = tokenizer.feature_width, l = tokenizer.frames_per_step();
    if (motion.width != width) {
        throw input_error("{}: clip {}: expected {} columns of features, found {}", set.name, i + 1, width,
                          motion.width);
    }
    if (motion.frames < l)
        throw input_error("{}: clip {}: expected at least {} frames, found {}", set.name, i + 1, l,
                          motion.frames);
    if (!std::all_of(motion.values.begin(), motion.values.end(), [](float v) { return std::isfinite(v); })) {
        throw input_error("{}: clip {}: expected numbers, found NaN or infinite values", set.name, i + 1);
    }
}

}  // namespace

void check_evaluation(const EvaluationSet& set, const ModelConfig& model, bool has_reward,
                      const EvaluationOptions& options) {
    check_options(options, has_reward);
    const auto items = static_cast<std::int64_t>(set.items.size());
    if (set.has_motions() && items < kPoolSize) {
        throw input_error(
            "{}: R-precision ranks each text among {} motions: expected at least {} clips, found {}",
            set.name, kPoolSize, kPoolSize, items);
    }
    if (items < kPromptsMin)
        throw input_error("{}: expected at least {} prompts, found {}", set.name, kPromptsMin, items);
    for (std::size_t i = 0; i < set.items.size(); ++i) {
        const auto& item = set.items[i];
        if (item.captions.empty())
            throw input_error("{}: clip {}: expected a caption, found none", set.name, i + 1);
        if ((item.motion.frames > 0) != set.has_motions())
            throw input_error("{}: clip {}: expected motion like the others", set.name, i + 1);
        if (item.motion.frames > 0) check_motion(set, i, model.tokenizer);
    }
}

}  // namespace im
