#pragma once
// The evaluation protocol of text-to-motion papers: the same figures for captured motion, for the tokenizer's
// reconstruction of it and for generated motion, each repeated with other random choices.
// Source: Guo et al., CVPR 2022, section 5; T2M-GPT's published evaluation (20 repeats, 30 samples a text for
// MultiModality). Beyond papers: foot skating, jerk, ground penetration, and whether composed captions are
// followed (composed_caption.h).

#include <cstdint>
#include <functional>
#include <map>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/evaluate/evaluation_result.h"
#include "engine/evaluate/evaluation_set.h"
#include "engine/evaluate/metrics.h"
#include "engine/evaluate/motion_sampler.h"
#include "engine/generate/sampling_options.h"

namespace im {

struct EvaluationOptions {
    int repeats = 20;
    std::vector<double> guidance;   ///< a row of the table for each; empty: the model's recommended one
    int best_of = 1;                ///< above 1: for each guidance one more row, the best of N by the reward
    int multimodality_texts = 100;  ///< 0: leave MultiModality and the samples' likeness out
    int multimodality_samples = 30;
    SamplingOptions sampling;        ///< its guidance is not looked at
    bool judge_compositions = true;  ///< false for judges that cannot read captions without tags
    std::uint64_t seed = 0;
    std::function<void(const std::string& stage, std::int64_t done, std::int64_t all)> on_progress;
    std::stop_token stop;
};

/// `judge` scores; `reward` chooses the best of N (required when options.best_of > 1) and, where it is
/// another one, scores beside the judge. The best of N is chosen among the samples that MultiModality is
/// measured on. Throws Input for fewer than 32 clips or 2 prompts (fewer than 32 prompts have no
/// R-precision), and for features that disagree with the model's or that are not numbers; Usage for options
/// out of range, Interrupted when stopped.
EvaluationReport evaluate(const EvaluationSet& set, MotionSampler& model, const MotionTextEncoders& judge,
                          const MotionTextEncoders* reward, const EvaluationOptions& options);

}  // namespace im
