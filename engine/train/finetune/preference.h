#pragma once
// Learning the preference head from pairs: the Bradley-Terry loss, -log sigmoid(s(better) - s(worse)).

#include <cstdint>
#include <vector>

#include "engine/model/preference_head.h"

namespace im {

/// N pairs of clips, each pair of one prompt (or of two, where ratings of different prompts are compared).
struct PreferencePairs {
    torch::Tensor better_text, better;  ///< (N, E)
    torch::Tensor worse_text, worse;    ///< (N, E)
    torch::Tensor weight;               ///< (N), how much the pair says; an A/B choice is 1
    std::vector<int> group;             ///< N: pairs of one group (prompt) stay together in cross-validation
    int judgements = 0;  ///< ratings and choices that the pairs were made of; 0: each pair is one
    std::int64_t size() const { return better.defined() ? better.size(0) : 0; }
};

struct PreferenceFit {
    PreferenceHead head;
    std::int64_t pairs = 0;
    /// Cross-validated: share of held-out pairs that the head orders rightly; 0 for fewer than 4 pairs.
    double accuracy = 0;
    double prior_accuracy = 0;  ///< the same of the contrastive score alone
    /// What lp is multiplied with, 0..1: grows with the judgements, 0 while the
    /// head is no better than a coin.
    double ramp = 0;
};

struct PreferenceOptions {
    /// Standard deviation of the normal prior of w and p - 1: many pairs may move them farther than few.
    double spread = 2.0;
    int steps = 400;  ///< full-batch Adam
    int folds = 5;
    int judgements_for_full = 60;  ///< with so many the ramp reaches 1
    std::uint64_t seed = 0;        ///< of the folds
};

inline constexpr std::int64_t kPreferencePairsMin = 4;  ///< fewer cannot be held out from each other

/// Mean over the pairs of weight x -log sigmoid(s(better) - s(worse)): scalar.
torch::Tensor bradley_terry_loss(const PreferenceHead& head, const PreferencePairs& pairs);

/// The fit on all pairs, with the cross-validated accuracy. No pairs: the prior alone, ramp 0.
PreferenceFit fit_preferences(const PreferencePairs& pairs, int width, const PreferenceOptions& options = {});

}  // namespace im
