#include "engine/generate/draw_again.h"

#include <algorithm>
#include <numeric>

#include "engine/asked/asked_actions.h"
#include "engine/generate/best_of.h"

namespace im {

std::vector<int> draw_again(MotionGenerator& generator, const GenerateRequest& request,
                            std::vector<GeneratedMotion>& motions, int tries, std::stop_token stop) {
    const int variations = static_cast<int>(motions.size());
    std::vector<int> candidates(motions.size());
    std::iota(candidates.begin(), candidates.end(), 0);
    tries = std::min(tries, kVariationsMax / std::max(1, variations));
    const auto asked = everything_asked(request.prompt);
    if (asked.empty() || tries < 2 || request.sampling.temperature == 0) return candidates;
    std::vector<double> kept;
    for (const auto& motion : motions) kept.push_back(asked_of(asked, motion.clip));
    if (std::all_of(kept.begin(), kept.end(), [](double share) { return share >= 1; })) return candidates;

    GenerateRequest others = request;
    others.first_variation = request.first_variation + variations;
    others.variations = variations * (tries - 1);
    auto drawn = std::move(generator.generate_batch({others}, stop).front());
    for (std::size_t v = 0; v < motions.size(); ++v) {
        for (std::size_t i = v; i < drawn.size() && kept[v] < 1; i += motions.size()) {
            const double share = asked_of(asked, drawn[i].clip);
            if (share <= kept[v]) continue;
            kept[v] = share;
            candidates[v] = variations + static_cast<int>(i);
            const int variation = motions[v].variation;
            motions[v] = std::move(drawn[i]);
            motions[v].variation = variation;
        }
    }
    return candidates;
}

}  // namespace im
