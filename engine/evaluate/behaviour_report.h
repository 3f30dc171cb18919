#pragma once
// How often a model does what simple prompts ask: every behaviour, every prompt, many seeds.

#include <functional>
#include <stop_token>
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

/// `seeds` samples of each prompt, all drawn with `sampling`.
std::vector<BehaviourResult> measure_behaviours(MotionGenerator& generator, int seeds, const SamplingOptions& sampling,
                                                const std::function<void(double)>& on_progress = {}, std::stop_token stop = {});

}  // namespace im
