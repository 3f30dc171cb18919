#include "engine/train/ppo/policy.h"

#include <torch/torch.h>

#include "engine/generate/sampling.h"
#include "engine/model/precision.h"
#include "engine/model/weights.h"

namespace im {

torch::Tensor at_actions(const torch::Tensor& distribution, const Rollout& rollout) {
    const auto device = distribution.device();
    return distribution.gather(-1, rollout.actions.to(device).unsqueeze(-1))
        .squeeze(-1)
        .masked_fill(rollout.valid.to(device).logical_not(), 0);
}

Transformer copy_of(const Transformer& generator) {
    Transformer copy(generator->config());
    load_into(*copy, tensors_of(*generator));
    copy->to(generator->output()->weight.device());
    copy->eval();
    return copy;
}

Scores score(Transformer model, const Rollout& rollout, const RolloutOptions& options, bool bf16) {
    const auto device = model->output()->weight.device();
    const auto inputs = rollout.inputs.to(device);
    const auto condition = rollout.condition.to(device);
    Scores scores;
    torch::Tensor logits;
    {
        const AutocastScope autocast(bf16, device);
        const auto base = model->run_base(inputs, condition);
        scores.features = model->features_of(base);
        logits = model->run_head(base);
        if (options.guidance > 0) {
            const auto nothing =
                torch::ones({condition.batch()}, torch::TensorOptions(torch::kBool).device(device));
            const auto unguided = model(inputs, drop_text(condition, nothing));
            logits = logits + options.guidance * (logits - unguided);
        }
    }
    scores.distribution =
        sampling_log_probabilities(logits.to(torch::kFloat32), options.sampling(), rollout.rules);
    scores.log_probabilities = at_actions(scores.distribution, rollout);
    return scores;
}

Policy::Policy(Transformer generator) : actor_(std::move(generator)) {
    frozen_ = copy_of(actor_);
    for (auto& parameter : frozen_->parameters()) parameter.set_requires_grad(false);
    for (auto& parameter : actor_->parameters()) parameter.set_requires_grad(true);
    actor_->eval();  // dropout would make the same sequence score differently every time
}

Policy::Policy(Transformer generator, const LoraConfig& config)
    : actor_(std::move(generator)), lora_(actor_, config) {
    for (auto& parameter : actor_->parameters()) parameter.set_requires_grad(false);
    actor_->eval();
    lora_->attach();
}

std::shared_ptr<torch::nn::Module> Policy::learning() const {
    if (lora_) return lora_.ptr();
    return actor_.ptr();
}

torch::Tensor Policy::reference_distribution(const Rollout& rollout, const RolloutOptions& options,
                                             bool bf16) {
    const torch::NoGradGuard no_grad;
    if (!lora_) return score(frozen_, rollout, options, bf16).distribution;
    const LoraOff base(lora_);
    return score(actor_, rollout, options, bf16).distribution;
}

torch::Device Policy::device() const {
    return actor_->output()->weight.device();
}

}  // namespace im
