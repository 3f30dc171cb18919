#include "engine/evaluate/behaviour_report.h"

namespace im {

std::vector<BehaviourResult> measure_behaviours(MotionGenerator& generator, int seeds, const SamplingOptions& sampling,
                                                const std::function<void(double)>& on_progress, std::stop_token stop) {
  const auto& behaviours = basic_behaviours();
  std::vector<BehaviourResult> results;
  for (const Behaviour& behaviour : behaviours) {
    BehaviourResult result{behaviour.name, behaviour.wanted_share, 0, 0, {}};
    std::vector<GenerateRequest> requests;
    for (const auto& prompt : behaviour.prompts) {
      GenerateRequest request;
      request.prompt = prompt;
      request.variations = seeds;
      request.sampling = sampling;
      request.seed = 1;
      requests.push_back(std::move(request));
    }
    for (const auto& motions : generator.generate_batch(requests, stop)) {
      int shown = 0;
      for (const auto& motion : motions) shown += behaviour.shown(measure_facts(motion.clip)) ? 1 : 0;
      result.shown_by_prompt.push_back(shown);
      result.shown += shown;
      result.clips += static_cast<int>(motions.size());
    }
    results.push_back(std::move(result));
    if (on_progress) on_progress(static_cast<double>(results.size()) / static_cast<double>(behaviours.size()));
  }
  return results;
}

}  // namespace im
