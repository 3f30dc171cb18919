#pragma once
// V(s_i): what reward the rest of a sequence will bring, a value head on what the actor's first layers see
// (InstructMotion, section 4.3 and Table 3b).

#include <string>

#include <torch/nn/modules/container/sequential.h>

#include "engine/model/transformer.h"
#include "engine/train/ppo/rollout.h"

namespace im {

enum class CriticKind {
    SharedDetached,  ///< the actor's features, which the value loss does not change
    Shared,          ///< the actor's features, which the value loss trains as well
    Separate,        ///< a copy of the actor's first layers that learns for itself
};
/// "shared_detached" | "shared" | "separate"; throws Input.
CriticKind critic_kind_by_name(const std::string& name);

class CriticImpl : public torch::nn::Module {
  public:
    CriticImpl(const Transformer& actor, CriticKind kind);
    /// `actor_features` (B, A, C), as Scores has them -> (B, A) float32. 0 everywhere before the first step.
    torch::Tensor forward(const torch::Tensor& actor_features, const Rollout& rollout, bool bf16);
    /// The value of every state before anything was learnt.
    void start_from(double value);

  private:
    CriticKind kind_;
    Transformer layers_{nullptr};  ///< Separate
    torch::nn::Sequential head_{nullptr};
};
TORCH_MODULE(Critic);

}  // namespace im
