#include "engine/train/ppo/gae.h"

#include <map>

#include <torch/torch.h>

#include "engine/model/shape_guard.h"

namespace im {

Advantages gae(const torch::Tensor& rewards, const torch::Tensor& values, const torch::Tensor& valid,
               double gamma, double lambda) {
    const torch::NoGradGuard no_grad;
    const auto B = rewards.size(0), A = rewards.size(1);
    expect_shape(values, {B, A}, "values");
    expect_shape(valid, {B, A}, "valid");
    auto advantages = torch::zeros_like(rewards);
    auto next_value = torch::zeros({B}, rewards.options()), next_advantage = next_value;
    for (std::int64_t i = A - 1; i >= 0; --i) {
        const auto here = valid.select(1, i).to(rewards.dtype());
        const auto value = values.select(1, i) * here;
        const auto delta = rewards.select(1, i) + gamma * next_value - value;
        next_advantage = (delta + gamma * lambda * next_advantage) * here;
        next_value = value;
        advantages.select(1, i).copy_(next_advantage);
    }
    return {advantages, (advantages + values).masked_fill(valid.logical_not(), 0)};
}

torch::Tensor whiten(const torch::Tensor& table, const torch::Tensor& valid) {
    const torch::NoGradGuard no_grad;
    const auto entries = table.masked_select(valid);
    if (entries.numel() == 0) return torch::zeros_like(table);
    const auto centred = table - entries.mean();
    return (centred / (entries.std(/*unbiased=*/false) + 1e-8)).masked_fill(valid.logical_not(), 0);
}

torch::Tensor leave_one_out(const torch::Tensor& rewards, std::span<const int> prompts) {
    const torch::NoGradGuard no_grad;
    expect_shape(rewards, {static_cast<std::int64_t>(prompts.size())}, "rewards");
    struct Group {
        double sum = 0, count = 0;
    };
    const auto r = rewards.to(torch::kCPU, torch::kFloat64).contiguous();
    const double* reward = r.const_data_ptr<double>();
    std::map<int, Group> groups;
    Group all;
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        for (auto* group : {&groups[prompts[i]], &all}) {
            group->sum += reward[i];
            ++group->count;
        }
    }
    auto advantages = torch::zeros_like(r);
    double* advantage = advantages.data_ptr<double>();
    for (std::size_t i = 0; i < prompts.size(); ++i) {
        const Group& own = groups[prompts[i]];
        const Group& others = own.count > 1 ? own : all;
        if (others.count > 1) advantage[i] = reward[i] - (others.sum - reward[i]) / (others.count - 1);
    }
    return advantages.to(rewards.options());
}

double explained_variance(const torch::Tensor& values, const torch::Tensor& returns,
                          const torch::Tensor& valid) {
    const torch::NoGradGuard no_grad;
    const auto target = returns.masked_select(valid);
    if (target.numel() < 2) return 0;
    const auto spread = target.var(/*unbiased=*/false).item<double>();
    return spread > 0
               ? 1 - (target - values.masked_select(valid)).var(/*unbiased=*/false).item<double>() / spread
               : 0;
}

}  // namespace im
