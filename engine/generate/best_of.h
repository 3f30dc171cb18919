#pragma once
// Best-of-N: several candidates for each motion. Kept is what does most of what the prompt says in numbers
// (engine/asked: how often, which side, how far round); among equals, what the reward likes best. Torch-free
// header.

#include <compare>
#include <stop_token>
#include <vector>

#include "engine/asked/asked_facts.h"
#include "engine/generate/motion_generator.h"
#include "engine/generate/motion_scorer.h"

namespace im {

/// What candidates are chosen by.
struct CandidateRank {
    double asked = 1;   ///< asked_of()
    double reward = 0;  ///< decides among equals
    auto operator<=>(const CandidateRank&) const = default;
};

struct BestMotion {
    GeneratedMotion motion;  ///< its `variation` is the number among those kept
    MotionScore score;
    double facts = 1;   ///< facts_score() of what the prompt asks, 0 to 1
    int candidate = 0;  ///< variation of an ordinary request (of `variations` x N) that gives the same motion
    int candidates = 1;  ///< N
};

/// Result i belongs to request i. Variation v is the best of candidates v N .. v N + N - 1, the first of
/// equally good ones; so the same seed gives the same motions. Throws Usage when N < 1 or variations x N >
/// kVariationsMax; else as generate_batch.
std::vector<std::vector<BestMotion>> generate_best_of(MotionGenerator& generator, const MotionScorer& scorer,
                                                      const std::vector<GenerateRequest>& requests, int n,
                                                      std::stop_token stop = {});

/// How much of what its prompt asks in numbers a motion does, 0 to 1; 1 where it asks nothing, or for a figure
/// that facts are not measured of.
double asked_of(const std::vector<AskedFact>& asked, const MotionClip& clip);
/// What of it a motion does not do; none for a figure that facts are not measured of.
std::vector<MissedFact> missed_of(const std::vector<AskedFact>& asked, const MotionClip& clip);

/// Scores of motions that are there already, in their order.
std::vector<MotionScore> score_motions(const MotionScorer& scorer,
                                       const std::vector<GeneratedMotion>& motions);

}  // namespace im
