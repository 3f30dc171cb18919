#pragma once
// Watches a fine-tuning run from outside of it: fixed prompts are generated again every few iterations and
// scored by a judge that PPO never sees. Torch-free header; finetune.cpp does the generating and the scoring.

#include <cstdint>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace im {

struct GuardConfig {
    /// Of captured motions (none of the training prompts): what must not get worse.
    std::vector<std::string> captions = {};
    /// Prompts taken out of the training prompts: at most a quarter of them, none of fewer than 20. The guard
    /// looks at so many prompts of the run in any case, then at some that are trained on.
    int held_out = 16;
    int samples = 2;            ///< of each prompt
    int every = 5;              ///< iterations
    double kl_limit = 20.0;     ///< nats a sequence
    double distinct_min = 0.2;  ///< share of different sequences among all samples
    int first_samples =
        64;  ///< of each of a few prompts of one's own before the run: can any of them be done? 0: not asked
    int final_samples = 4;  ///< of each prompt when the run ends, with fresh seeds (gain.h); 0: not measured
    int patience = 2;       ///< observations in a row with the reward up and the judge down
    bool stop = true;       ///< an alarm ends the run; else it only warns
};

/// One look at the policy. Scores are cosines of text and motion, by prompt (mean of its samples), the same
/// prompts each time.
struct GuardObservation {
    std::int64_t iteration = 0;
    std::vector<double> reward;  ///< by the encoders that PPO's reward comes from
    std::vector<double> judge;   ///< by the judge; empty when there is none
    /// What the user's preferences add, in units of the cosine; empty when there are none.
    std::vector<double> preference = {};
    /// How much of what the prompts say in numbers is done, in units of the cosine; empty where the run's reward
    /// has no such term.
    std::vector<double> facts = {};
    /// How much is done of what they say in numbers, 0 to 1, of the prompts that do: whatever the run is rewarded for.
    std::vector<double> done = {};
    double kl = 0;  ///< nats a sequence, of the last iteration
    double distinct_share = 1;
};

enum class GuardAlarm {
    RewardHacking,  ///< the reward rises while the judge falls
    KlLimit,
    Collapse,  ///< all prompts get (nearly) one and the same motion
};
const char* alarm_name(GuardAlarm alarm);  ///< "reward_hacking", "kl_limit", "collapse"

struct GuardVerdict {
    std::vector<GuardAlarm> alarms;
    std::vector<std::string> messages;  ///< one an alarm
    /// The best so far by the judge (by the reward when there is no judge), by the user's preferences and by facts
    /// where they are rewarded.
    bool best = false;
    /// Less is done of what prompts say in numbers than by the base: not the best, whatever the judge says.
    bool facts_fell = false;
    bool stop = false;
};

class Guard {
  public:
    explicit Guard(const GuardConfig& config) : config_(config) {}

    /// Against the best observation so far: a change counts when it is larger than twice its standard error
    /// over the prompts.
    GuardVerdict observe(const GuardObservation& now);

    /// Mean of the best observation's deciding scores: the judge's (or the reward's) plus the preferences' and facts'.
    double best_score() const;
    std::int64_t best_iteration() const { return best_.iteration; }

    // For checkpoints.
    std::string memory() const;
    void remember(const std::string& memory);  ///< throws Input

  private:
    GuardConfig config_;
    GuardObservation best_;
    std::vector<double> done_at_first_;  ///< the base's
    bool any_ = false;
    int suspicious_ = 0;  ///< observations in a row
};

}  // namespace im
