#include "engine/generate/best_of.h"

#include <algorithm>

#include "engine/asked/asked_actions.h"
#include "engine/core/error.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

std::vector<MotionScore> score_motions(const MotionScorer& scorer,
                                       const std::vector<GeneratedMotion>& motions) {
    std::vector<std::string> prompts;
    std::vector<std::vector<int>> tokens;
    for (const auto& motion : motions) {
        prompts.push_back(motion.prompt);
        tokens.push_back(motion.tokens);
    }
    return scorer.score(prompts, tokens);
}

namespace {

bool is_measurable(const std::vector<AskedFact>& asked, const MotionClip& clip) {
    return !asked.empty() && clip.joint_count == humanml3d_skeleton().joint_count() && clip.frame_count() > 1;
}

}  // namespace

double asked_of(const std::vector<AskedFact>& asked, const MotionClip& clip) {
    return is_measurable(asked, clip) ? facts_score(asked, measure_facts(clip)) : 1;
}

std::vector<MissedFact> missed_of(const std::vector<AskedFact>& asked, const MotionClip& clip) {
    return is_measurable(asked, clip) ? missed_facts(asked, measure_facts(clip)) : std::vector<MissedFact>{};
}

std::vector<std::vector<BestMotion>> generate_best_of(MotionGenerator& generator, const MotionScorer& scorer,
                                                      const std::vector<GenerateRequest>& requests, int n,
                                                      std::stop_token stop) {
    std::vector<GenerateRequest> wide = requests;
    for (auto& request : wide) {
        if (n < 1 || request.variations < 1 || n > kVariationsMax / request.variations) {
            throw usage_error("best-of: expected 1 to {} candidates in all, found {} variations of {}",
                              kVariationsMax, request.variations, n);
        }
        request.variations *= n;
    }
    auto drawn = generator.generate_batch(wide, stop);
    std::vector<std::vector<BestMotion>> kept(requests.size());
    for (std::size_t r = 0; r < requests.size(); ++r) {
        const auto scores = score_motions(scorer, drawn[r]);
        const auto asked = everything_asked(requests[r].prompt);
        std::vector<CandidateRank> ranks;
        for (std::size_t i = 0; i < scores.size(); ++i)
            ranks.push_back({asked_of(asked, drawn[r][i].clip), scores[i].total});
        for (int v = 0; v < requests[r].variations; ++v) {
            const auto first = ranks.begin() + v * n;
            const auto best = static_cast<std::size_t>(std::max_element(first, first + n) - ranks.begin());
            BestMotion motion{std::move(drawn[r][best]), scores[best], ranks[best].asked,
                              static_cast<int>(best), n};
            motion.motion.variation = v;
            kept[r].push_back(std::move(motion));
        }
    }
    return kept;
}

}  // namespace im
