#pragma once
// How often a model does what simple prompts ask: every behaviour, every prompt, many seeds.

#include <functional>
#include <string>
#include <vector>

#include "engine/evaluate/behaviour.h"
#include "engine/generate/motion_generator.h"

namespace im {

struct BehaviourResult {
    std::string name;
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

/// All behaviours, on their requests.
std::vector<BehaviourResult> measure_behaviours(const MotionSource& generate, int seeds,
                                                const SamplingOptions& sampling);

}  // namespace im
