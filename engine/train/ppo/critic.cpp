#include "engine/train/ppo/critic.h"

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/precision.h"
#include "engine/model/weights.h"

namespace im {
namespace nn = torch::nn;

CriticKind critic_kind_by_name(const std::string& name) {
    if (name == "shared_detached") return CriticKind::SharedDetached;
    if (name == "shared") return CriticKind::Shared;
    if (name == "separate") return CriticKind::Separate;
    throw input_error("critic: expected shared_detached, shared or separate, found \"{}\"", name);
}

CriticImpl::CriticImpl(const Transformer& actor, CriticKind kind) : kind_(kind) {
    const int C = actor->config().width;
    head_ = register_module("head", nn::Sequential(nn::LayerNorm(nn::LayerNormOptions({C})), nn::Linear(C, C),
                                                   nn::GELU(), nn::Linear(C, 1)));
    if (kind == CriticKind::Separate) {
        auto config = actor->config();
        config.head_layers = 0;
        layers_ = register_module("layers", Transformer(config));
        copy_known(*layers_, tensors_of(*actor));  // all of them: it has the actor's first layers
        layers_->eval();
    }
    const torch::NoGradGuard no_grad;
    head_->ptr<nn::LinearImpl>(3)->weight.zero_();
    start_from(0);
    to(actor->output()->weight.device());
}

void CriticImpl::start_from(double value) {
    const torch::NoGradGuard no_grad;
    head_->ptr<nn::LinearImpl>(3)->bias.fill_(value);
}

torch::Tensor CriticImpl::forward(const torch::Tensor& actor_features, const Rollout& rollout, bool bf16) {
    auto features = actor_features;
    if (kind_ == CriticKind::SharedDetached) features = features.detach();
    if (kind_ == CriticKind::Separate) {
        const auto device = actor_features.device();
        const AutocastScope autocast(bf16, device);
        features = layers_->base_features(rollout.inputs.to(device), rollout.condition.to(device));
    }
    return head_->forward(features.to(torch::kFloat32)).squeeze(-1);
}

}  // namespace im
