#pragma once
// How often a model does what people ask for: every behaviour, every wording, many seeds.

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "engine/behaviour/behaviour.h"
#include "engine/behaviour/check_rates.h"
#include "engine/behaviour/evidence.h"
#include "engine/generate/motion_generator.h"

namespace im {

struct BehaviourResult {
    std::string name, group;
    double wanted_share = 0;
    int clips = 0, shown = 0;
    std::vector<int> shown_by_prompt;  ///< one count a prompt, out of `seeds`
    double share() const { return clips > 0 ? static_cast<double>(shown) / clips : 0.0; }
};

/// What makes the clips: result i belongs to request i (MotionGenerator::generate_batch, or the best of
/// several by the reward).
using MotionSource =
    std::function<std::vector<std::vector<GeneratedMotion>>(const std::vector<GenerateRequest>&)>;

/// `seeds` samples of each of the behaviour's prompts, drawn with `sampling`.
std::vector<GenerateRequest> behaviour_requests(const Behaviour& behaviour, int seeds,
                                                const SamplingOptions& sampling);

/// All behaviours on their requests, in batches of several behaviours. `on_result` hears of each as soon as
/// it is measured.
std::vector<BehaviourResult> measure_behaviours(
    const MotionSource& generate, const std::vector<Behaviour>& behaviours, int seeds,
    const SamplingOptions& sampling, const std::function<void(const BehaviourResult&)>& on_result = {});

struct BehaviourSummary {
    double mean_share = 0;  ///< over behaviours, each the same weight
    int reached = 0;        ///< behaviours with the share that is wanted of them
    std::vector<std::string> below_60;
    std::map<std::string, double> by_group;  ///< mean share
};
BehaviourSummary summarise(const std::vector<BehaviourResult>& results);

/// The clips of data sets (all splits) with their actions, for check_behaviours. Throws as load_dataset.
std::vector<TaggedClip> load_tagged_clips(const std::vector<std::filesystem::path>& folders, int threads);

/// Motions as the tokenizer of a model folder gives them back: to tokens and to joints again. Longer ones than
/// the tokenizer's frames allow lose their last few frames. Throws as load_tokenizer.
MotionPass through_tokenizer(const std::filesystem::path& model, const std::string& device);

}  // namespace im
