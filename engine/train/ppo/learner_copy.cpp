#include "engine/train/ppo/learner_copy.h"

#include <torch/torch.h>

namespace im {
namespace {

torch::Tensor copy(const torch::Tensor& tensor) {
    return tensor.detach().to(torch::kCPU, /*non_blocking=*/false, /*copy=*/true);
}

}  // namespace

LearnerCopy::LearnerCopy(torch::nn::Module& module, torch::optim::AdamW& optimiser)
    : module_(module), optimiser_(optimiser) {
    for (const auto& parameter : module.parameters()) {
        Entry entry{copy(parameter), {}, {}, 0};
        const auto found = optimiser.state().find(parameter.unsafeGetTensorImpl());
        if (found != optimiser.state().end()) {
            const auto& state = static_cast<const torch::optim::AdamWParamState&>(*found->second);
            entry.mean = copy(state.exp_avg());
            entry.square = copy(state.exp_avg_sq());
            entry.step = state.step();
        }
        entries_.push_back(std::move(entry));
    }
}

void LearnerCopy::restore() {
    const torch::NoGradGuard no_grad;
    optimiser_.zero_grad();
    optimiser_.state().clear();
    auto entry = entries_.begin();
    for (auto& parameter : module_.parameters()) {
        parameter.copy_(entry->value);
        if (entry->mean.defined()) {
            auto state = std::make_unique<torch::optim::AdamWParamState>();
            state->step(entry->step);
            state->exp_avg(entry->mean.to(parameter.device()));
            state->exp_avg_sq(entry->square.to(parameter.device()));
            optimiser_.state()[parameter.unsafeGetTensorImpl()] = std::move(state);
        }
        ++entry;
    }
}

}  // namespace im
