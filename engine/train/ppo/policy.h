#pragma once
// The actor with its frozen reference, and how both score sequences that were sampled.
//
// Scoring is one pass over whole sequences under the law they were drawn from: same temperature, same
// guidance (two branches, both with gradient), END banned where sampling banned it.

#include <memory>

#include "engine/model/lora.h"
#include "engine/model/transformer.h"
#include "engine/train/ppo/rollout.h"

namespace im {

struct Scores {
    torch::Tensor log_probabilities;  ///< (B, A) float32 of the actions; 0 where not valid
    torch::Tensor distribution;       ///< (B, A, K + 1) float32 log-probabilities, -inf where END is banned
    /// (B, A, C): what the actor's first layers (trans_base) make of it, for the critic.
    torch::Tensor features;
};

/// The rollout is moved to the model's device. `bf16`: matrix products in bfloat16.
Scores score(Transformer model, const Rollout& rollout, const RolloutOptions& options, bool bf16);

class Policy {
  public:
    /// All weights learn; the reference is a copy as they are now.
    explicit Policy(Transformer generator);
    /// Only new low-rank corrections learn; the reference is the same generator without them.
    Policy(Transformer generator, const LoraConfig& lora);

    Transformer actor() const { return actor_; }
    Lora lora() const { return lora_; }  ///< null when all weights learn
    /// What learns: the actor, or the corrections.
    std::shared_ptr<torch::nn::Module> learning() const;
    /// (B, A, K + 1), without gradient.
    torch::Tensor reference_distribution(const Rollout& rollout, const RolloutOptions& options, bool bf16);
    torch::Device device() const;

  private:
    Transformer actor_{nullptr}, frozen_{nullptr};
    Lora lora_{nullptr};
};

/// The entries of (B, A, K + 1) at the rollout's actions: (B, A), 0 where not valid.
torch::Tensor at_actions(const torch::Tensor& distribution, const Rollout& rollout);

/// A generator of its own with the same weights.
Transformer copy_of(const Transformer& generator);

}  // namespace im
