#pragma once
// Proximal policy optimisation of the generator (InstructMotion, section 4.3, eqs. 3-5). One iteration:
//
//   rollout     sample a batch with the KV cache                                   rollout.h
//   reward      r(c, s) of every sequence                                          given; eq. 2 in a real run
//   scoring     log-probabilities under policy and reference, values               policy.h, critic.h
//   advantages  KL penalty a token (eq. 3), GAE or leave-one-out, whitening        kl.h, gae.h
//   update      epochs of mini-batches: clipped ratio (eq. 4), value loss (eq. 5)  ppo_loss.h
//
// Everything random in iteration n depends on (seed, n) alone, so that a run can be killed and resumed.

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <torch/optim/adamw.h>

#include "engine/train/ppo/critic.h"
#include "engine/train/ppo/iteration_report.h"
#include "engine/train/ppo/policy.h"
#include "engine/train/ppo/rollout.h"
#include "engine/train/run/run_state.h"
#include "engine/train/run/train_config.h"

namespace im {

enum class Baseline { Critic, LeaveOneOut };

struct PpoConfig {
    int rollouts = 64;  ///< sequences an iteration (the outer batch)
    int samples_per_prompt = 1;
    int mini_batch = 32;   ///< sequences a step; the outer batch or half of it
    int micro_batch = 16;  ///< sequences at a time: gradients are summed up to a mini-batch
    int epochs = 2;
    RolloutOptions sampling;
    Baseline baseline = Baseline::Critic;
    CriticKind critic = CriticKind::SharedDetached;
    int critic_warm_up = 4;  ///< iterations in which only the critic learns
    double critic_learning_rate = 1e-3;
    double gamma = 1.0, lambda = 0.95;
    double clip = 0.2;        ///< epsilon of the ratio
    double value_clip = 0.0;  ///< epsilon of the values, in units of the scaled reward; 0: off
    double value_weight = 0.5;
    double beta = 0.02;  ///< KL penalty, in units of the scaled reward a nat
    bool adaptive_beta = false;
    double kl_target = 6.0;  ///< nats a sequence; adaptive_beta only
    double kl_weight = 0.0;  ///< exact KL to the reference as a loss term, a token
    /// The update stops when a step's approximate KL (nats a token) is above; 0: off.
    double kl_epoch_limit = 0.0;
    double entropy_weight = 0.0;
    bool scale_reward = true;     ///< divide by the running standard deviation of all rewards so far
    double no_end_penalty = 0.0;  ///< taken off the (scaled) reward of sequences without END
    std::string precision = "auto";
    OptimiserConfig optimiser;  ///< steps are iterations
};

/// A sequence's rewards; terms are for the log.
struct SequenceRewards {
    torch::Tensor total;                         ///< (B) float32; NaN where a reward could not be computed
    std::map<std::string, torch::Tensor> terms;  ///< (B) each
};

/// What the policy acts in. Prompts are numbers; what they stand for is the task's business.
struct PpoTask {
    /// `count` prompts for an iteration.
    std::function<std::vector<int>(std::int64_t iteration, int count)> draw;
    /// One row a prompt.
    std::function<TextCondition(const std::vector<int>& prompts)> encode;
    std::function<SequenceRewards(const std::vector<int>& prompts,
                                  const std::vector<std::vector<int>>& tokens)>
        reward;
};

class Ppo {
  public:
    Ppo(Policy policy, const PpoConfig& config, std::uint64_t seed);

    /// Iteration `iteration` (from 0) of `iterations`. `poll` is called several times a second and may throw:
    /// the policy is then as it was before the iteration. It also is when the report says that the iteration
    /// failed. Throws Resource when not even one sequence at a time fits into memory.
    IterationReport iterate(std::int64_t iteration, std::int64_t iterations, const PpoTask& task,
                            const std::function<void()>& poll = {});

    Policy& policy() { return policy_; }
    const PpoConfig& config() const { return config_; }
    bool bf16() const { return bf16_; }

    // What a checkpoint holds.
    torch::nn::Module& learner() { return *learner_; }  ///< "policy.*", "critic.*"
    torch::optim::AdamW& optimiser() { return *optimiser_; }
    std::map<std::string, std::string> memory() const;  ///< beta, running moments of the reward ...
    /// Throws Input when something is missing.
    void remember(const std::map<std::string, std::string>& memory);

    /// Called when memory ran out and the micro-batch was halved.
    std::function<void(int micro_batch)> on_less_memory;

  private:
    /// Welford's running mean and variance.
    struct Moments {
        double count = 0, mean = 0, squares = 0;
        void add(const torch::Tensor& values);
        double std() const;
    };
    struct Batch;     // a rollout with all that the update needs
    struct StepSums;  // what a mini-batch's parts add up to

    Rollout sample(std::int64_t iteration, const PpoTask& task, const std::function<void()>& poll) const;
    torch::Tensor take_rewards(const PpoTask& task, Batch& batch, IterationReport& report);
    void score_batch(Batch& batch, const std::function<void()>& poll, IterationReport& report);
    void find_advantages(Batch& batch, const torch::Tensor& rewards, IterationReport& report);
    void update(const Batch& batch, std::int64_t iteration, bool warm_up, const std::function<void()>& poll,
                IterationReport& report);
    void add_gradients(const Batch& batch, std::vector<std::int64_t> rows, bool warm_up,
                       const std::function<void()>& poll, StepSums& sums);
    /// Work on a number of rows; when memory runs out, again with half the rows at a time.
    void with_less_memory(const std::function<void(std::int64_t rows_at_a_time)>& work);

    Policy policy_;
    PpoConfig config_;
    std::uint64_t seed_;
    Critic critic_{nullptr};
    std::shared_ptr<torch::nn::Module> learner_;
    std::unique_ptr<torch::optim::AdamW> optimiser_;
    bool bf16_;
    int micro_batch_;
    double beta_;
    Moments reward_moments_;
    bool critic_started_ = false;
};

}  // namespace im
