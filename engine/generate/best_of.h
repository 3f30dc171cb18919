#pragma once
// Best-of-N: several candidates for each motion, of which the reward keeps the best. Torch-free header.

#include <stop_token>
#include <vector>

#include "engine/generate/motion_generator.h"
#include "engine/generate/motion_scorer.h"

namespace im {

struct BestMotion {
    GeneratedMotion motion;  ///< its `variation` is the number among those kept
    MotionScore score;
    int candidate = 0;  ///< variation of an ordinary request (of `variations` x N) that gives the same motion
    int candidates = 1;  ///< N
};

/// Result i belongs to request i. Variation v is the best of candidates v N .. v N + N - 1, the first of
/// equally good ones; so the same seed gives the same motions. Throws Usage when N < 1 or variations x N >
/// kVariationsMax; else as generate_batch.
std::vector<std::vector<BestMotion>> generate_best_of(MotionGenerator& generator, const MotionScorer& scorer,
                                                      const std::vector<GenerateRequest>& requests, int n,
                                                      std::stop_token stop = {});

/// Scores of motions that are there already, in their order.
std::vector<MotionScore> score_motions(const MotionScorer& scorer,
                                       const std::vector<GeneratedMotion>& motions);

}  // namespace im
