#include "engine/evaluate/behaviour_report.h"

namespace im {

std::vector<GenerateRequest> behaviour_requests(const Behaviour& behaviour, int seeds,
                                                const SamplingOptions& sampling) {
    std::vector<GenerateRequest> requests;
    for (const auto& prompt : behaviour.prompts) {
        GenerateRequest request;
        request.prompt = prompt;
        request.variations = seeds;
        request.sampling = sampling;
        request.seed = 1;
        requests.push_back(std::move(request));
    }
    return requests;
}

std::vector<BehaviourResult> measure_behaviours(const MotionSource& generate, int seeds,
                                                const SamplingOptions& sampling) {
    std::vector<BehaviourResult> results;
    for (const Behaviour& behaviour : basic_behaviours()) {
        BehaviourResult result{behaviour.name, behaviour.wanted_share, 0, 0, {}};
        for (const auto& motions : generate(behaviour_requests(behaviour, seeds, sampling))) {
            int shown = 0;
            for (const auto& motion : motions) shown += behaviour.shown(measure_facts(motion.clip)) ? 1 : 0;
            result.shown_by_prompt.push_back(shown);
            result.shown += shown;
            result.clips += static_cast<int>(motions.size());
        }
        results.push_back(std::move(result));
    }
    return results;
}

}  // namespace im
