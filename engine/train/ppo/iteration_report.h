#pragma once
// What one PPO iteration did, in plain numbers: for the run log, the command line and the studio's plots.
// Torch-free header.

#include <cstdint>
#include <map>
#include <string>

#include <nlohmann/json_fwd.hpp>

namespace im {

struct MeanStd {
    double mean = 0, std = 0;
};

struct IterationReport {
    std::int64_t iteration = 0;  ///< iterations done, this one included

    MeanStd reward;                        ///< eq. 2, before any scaling
    std::map<std::string, MeanStd> terms;  ///< its terms, weights applied
    double kl = 0;          ///< nats a sequence, exact, of the policy that sampled against the reference
    double kl_sampled = 0;  ///< the same estimated from the sampled tokens only: what the penalty sees
    double entropy = 0;     ///< nats a token
    double beta = 0;

    double approx_kl = 0;  ///< nats a token, sampling policy against the updated one, mean over the update
    double clip_fraction = 0;
    double ratio_mean = 1, ratio_variance = 0;
    /// Mean |pi_scored / pi_sampled - 1| before the update: what the scorer's precision costs.
    double sampling_mismatch = 0;
    double policy_loss = 0, value_loss = 0, kl_loss = 0;
    double explained_variance = 0;
    double gradient_norm = 0, critic_gradient_norm = 0;  ///< before clipping, mean over steps
    double learning_rate = 0;
    int steps = 0;               ///< optimiser steps taken
    bool stopped_early = false;  ///< the update ended at the KL limit
    bool warm_up = false;        ///< only the critic learnt
    /// Nothing was learnt: no finite reward, or no step with a finite loss and gradient.
    bool failed = false;

    double end_rate = 0;  ///< share of sequences that ended by END
    double tokens_mean = 0;
    int tokens_min = 0, tokens_max = 0;
    double distinct_share = 0;  ///< different sequences / sequences
    int rollouts = 0;
    int rewards_skipped = 0;  ///< sequences left out because their reward was NaN or infinite
    int steps_skipped = 0;    ///< steps left out because loss or gradient was
    int micro_batch = 0;      ///< sequences at a time, after halvings for want of memory

    double tokens_per_second = 0;  ///< sampled tokens over the whole iteration's time
    double rollout_seconds = 0, reward_seconds = 0, scoring_seconds = 0, update_seconds = 0;
    double seconds() const { return rollout_seconds + reward_seconds + scoring_seconds + update_seconds; }
};

/// One flat object; terms as "reward.text.mean" and so on.
nlohmann::json to_json(const IterationReport& report);
/// The other way round. What is missing or no number stays as it is in a new report: logs of earlier versions have
/// fewer keys.
IterationReport iteration_report_from(const nlohmann::json& line);

}  // namespace im
