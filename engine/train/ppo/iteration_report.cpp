#include "engine/train/ppo/iteration_report.h"

#include <nlohmann/json.hpp>

namespace im {

nlohmann::json to_json(const IterationReport& r) {
    nlohmann::json line = {{"step", r.iteration},
                           {"reward.mean", r.reward.mean},
                           {"reward.std", r.reward.std},
                           {"kl", r.kl},
                           {"kl_sampled", r.kl_sampled},
                           {"entropy", r.entropy},
                           {"beta", r.beta},
                           {"approx_kl", r.approx_kl},
                           {"clip_fraction", r.clip_fraction},
                           {"ratio.mean", r.ratio_mean},
                           {"ratio.variance", r.ratio_variance},
                           {"sampling_mismatch", r.sampling_mismatch},
                           {"policy_loss", r.policy_loss},
                           {"value_loss", r.value_loss},
                           {"kl_loss", r.kl_loss},
                           {"explained_variance", r.explained_variance},
                           {"gradient_norm", r.gradient_norm},
                           {"critic_gradient_norm", r.critic_gradient_norm},
                           {"learning_rate", r.learning_rate},
                           {"optimiser_steps", r.steps},
                           {"stopped_early", r.stopped_early},
                           {"warm_up", r.warm_up},
                           {"failed", r.failed},
                           {"end_rate", r.end_rate},
                           {"tokens.mean", r.tokens_mean},
                           {"tokens.min", r.tokens_min},
                           {"tokens.max", r.tokens_max},
                           {"distinct_share", r.distinct_share},
                           {"rollouts", r.rollouts},
                           {"rewards_skipped", r.rewards_skipped},
                           {"steps_skipped", r.steps_skipped},
                           {"micro_batch", r.micro_batch},
                           {"tokens_per_second", r.tokens_per_second},
                           {"seconds.rollout", r.rollout_seconds},
                           {"seconds.reward", r.reward_seconds},
                           {"seconds.scoring", r.scoring_seconds},
                           {"seconds.update", r.update_seconds}};
    for (const auto& [name, term] : r.terms) {
        line["reward." + name + ".mean"] = term.mean;
        line["reward." + name + ".std"] = term.std;
    }
    return line;
}

}  // namespace im
