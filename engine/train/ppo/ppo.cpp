#include "engine/train/ppo/ppo.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <random>

#include <spdlog/spdlog.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/core/number_text.h"
#include "engine/model/memory.h"
#include "engine/model/precision.h"
#include "engine/train/ppo/gae.h"
#include "engine/train/ppo/kl.h"
#include "engine/train/ppo/learner_copy.h"
#include "engine/train/ppo/ppo_loss.h"
#include "engine/train/ppo/rollout_rows.h"

namespace im {
namespace {

/// Above this mean |pi_scored / pi_sampled - 1| bfloat16 is too coarse for this model and is given up.
constexpr double kMismatchMax = 0.05;
constexpr double kBetaRate = 0.5;
/// Purposes of step_seed: 0 to 2 are the supervised trainers'.
constexpr std::uint64_t kSampling = 10, kShuffling = 11;

class Stopwatch {
  public:
    double lap() {
        const auto now = Clock::now();
        return std::chrono::duration<double>(now - std::exchange(start_, now)).count();
    }

  private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point start_ = Clock::now();
};

MeanStd mean_std(const torch::Tensor& values) {
    return {values.mean().item<double>(), values.std(/*unbiased=*/false).item<double>()};
}

/// Scalars of one device, in one transfer: with each a GPU is waited for until all that was asked of it is done.
std::vector<double> numbers_of(const std::vector<torch::Tensor>& scalars) {
    std::vector<torch::Tensor> wide;
    for (const auto& scalar : scalars) wide.push_back(scalar.detach().to(torch::kFloat64));
    const auto all = torch::stack(wide).to(torch::kCPU);
    return {all.const_data_ptr<double>(), all.const_data_ptr<double>() + all.numel()};
}

bool all_finite(const torch::nn::Module& module) {
    std::vector<torch::Tensor> finite;
    for (const auto& parameter : module.parameters()) finite.push_back(parameter.isfinite().all());
    return finite.empty() || torch::stack(finite).all().item<bool>();
}

/// With the gradient clipped to `largest` (0: not at all).
double clip_gradient(const std::vector<torch::Tensor>& parameters, double largest) {
    return torch::nn::utils::clip_grad_norm_(parameters,
                                             largest > 0 ? largest : std::numeric_limits<double>::infinity());
}

}  // namespace

struct Ppo::Batch {
    Rollout rollout;
    torch::Tensor old_log_probabilities;   ///< (B, A), by the scorer
    torch::Tensor reference;               ///< (B, A)
    torch::Tensor reference_distribution;  ///< (B, A, K + 1); undefined when the loss has no KL term
    torch::Tensor values;                  ///< (B, A); zero without a critic
    torch::Tensor advantages, returns;     ///< (B, A)
};

struct Ppo::StepSums {
    double tokens = 0, policy = 0, value = 0, kl = 0, clipped = 0, approx_kl = 0, ratio = 0,
           ratio_squares = 0;
    void add(const StepSums& s) {
        tokens += s.tokens;
        policy += s.policy;
        value += s.value;
        kl += s.kl;
        clipped += s.clipped;
        approx_kl += s.approx_kl;
        ratio += s.ratio;
        ratio_squares += s.ratio_squares;
    }
};

void Ppo::Moments::add(const torch::Tensor& values) {
    const auto list = values.to(torch::kCPU, torch::kFloat64).contiguous();
    for (std::int64_t i = 0; i < list.numel(); ++i) {
        const double x = list.const_data_ptr<double>()[i], before = x - mean;
        mean += before / ++count;
        squares += before * (x - mean);
    }
}

double Ppo::Moments::std() const {
    return count > 1 ? std::sqrt(squares / count) : 0;
}

Ppo::Ppo(Policy policy, const PpoConfig& config, std::uint64_t seed)
    : policy_(std::move(policy)),
      config_(config),
      seed_(seed),
      bf16_(use_bf16(config.precision, policy_.device())),
      micro_batch_(config.micro_batch),
      beta_(config.beta) {
    learner_ = std::make_shared<torch::nn::Module>();
    learner_->register_module("policy", policy_.learning());
    std::vector<torch::optim::OptimizerParamGroup> groups;
    const auto add_group = [&](const torch::nn::Module& module, double rate) {
        auto options = std::make_unique<torch::optim::AdamWOptions>(rate);
        options->betas({config.optimiser.beta1, config.optimiser.beta2})
            .weight_decay(config.optimiser.weight_decay);
        groups.emplace_back(module.parameters(), std::move(options));
    };
    add_group(*policy_.learning(), config.optimiser.learning_rate);
    if (config.baseline == Baseline::Critic) {
        torch::manual_seed(step_seed(seed, -1));
        critic_ = Critic(policy_.actor(), config.critic);
        learner_->register_module("critic", critic_.ptr());
        add_group(*critic_, config.critic_learning_rate);
    }
    optimiser_ = std::make_unique<torch::optim::AdamW>(std::move(groups));
}

std::map<std::string, std::string> Ppo::memory() const {
    const auto text = [](double value) { return fmt::format("{:.17g}", value); };
    return {{"beta", text(beta_)},
            {"reward_count", text(reward_moments_.count)},
            {"reward_mean", text(reward_moments_.mean)},
            {"reward_squares", text(reward_moments_.squares)},
            {"critic_started", critic_started_ ? "1" : "0"},
            {"bf16", bf16_ ? "1" : "0"},
            {"micro_batch", std::to_string(micro_batch_)}};
}

void Ppo::remember(const std::map<std::string, std::string>& memory) {
    const auto number = [&](const char* key) {
        const auto found = memory.find(key);
        if (found == memory.end())
            throw input_error("checkpoint: expected \"{}\" in its metadata, found none", key);
        return number_in<double>(found->second, fmt::format("checkpoint: \"{}\"", key));
    };
    beta_ = number("beta");
    reward_moments_ = {number("reward_count"), number("reward_mean"), number("reward_squares")};
    critic_started_ = number("critic_started") != 0;
    bf16_ = number("bf16") != 0;
    micro_batch_ = std::max(1, static_cast<int>(number("micro_batch")));
}

void Ppo::with_less_memory(const std::function<void(std::int64_t)>& work) {
    for (;;) {
        try {
            return work(micro_batch_);
        } catch (const std::exception& error) {
            if (!is_out_of_memory(error)) throw;
            if (micro_batch_ == 1)
                throw resource_error(
                    "out of memory with one sequence at a time; try LoRA, or a smaller model");
        }
        micro_batch_ /= 2;
        if (on_less_memory) on_less_memory(micro_batch_);
    }
}

Rollout Ppo::sample(std::int64_t iteration, const PpoTask& task, const std::function<void()>& poll) const {
    const auto drawn = task.draw(iteration, config_.rollouts / config_.samples_per_prompt);
    std::vector<int> texts = drawn;  // different ones
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    std::vector<int> prompts, rows;
    for (const int prompt : drawn) {
        const auto row = std::lower_bound(texts.begin(), texts.end(), prompt) - texts.begin();
        prompts.insert(prompts.end(), static_cast<std::size_t>(config_.samples_per_prompt), prompt);
        rows.insert(rows.end(), static_cast<std::size_t>(config_.samples_per_prompt), static_cast<int>(row));
    }
    TokenDecoder decoder(policy_.actor());  // the weights as they are now
    return roll_out(decoder, task.encode(texts), rows, prompts, config_.sampling,
                    step_seed(seed_, iteration, kSampling), poll);
}

/// The scaled rewards of the rows that remain: those with a finite reward.
torch::Tensor Ppo::take_rewards(const PpoTask& task, Batch& batch, IterationReport& report) {
    auto rewards = task.reward(batch.rollout.prompts, batch.rollout.tokens);
    auto total = rewards.total.to(torch::kCPU, torch::kFloat32);
    const auto kept = total.isfinite().nonzero().squeeze(1).contiguous();
    report.rewards_skipped = static_cast<int>(total.size(0) - kept.size(0));
    if (kept.size(0) == 0) return {};
    if (report.rewards_skipped > 0) {
        batch.rollout = batch.rollout.select(
            {kept.const_data_ptr<std::int64_t>(), static_cast<std::size_t>(kept.size(0))});
        total = total.index_select(0, kept);
    }
    report.reward = mean_std(total);
    for (const auto& [name, values] : rewards.terms)
        report.terms[name] = mean_std(values.to(torch::kCPU).index_select(0, kept));
    reward_moments_.add(total);
    if (config_.scale_reward && reward_moments_.std() > 1e-8) total = total / reward_moments_.std();
    return total - config_.no_end_penalty * batch.rollout.ended.logical_not().to(torch::kFloat32);
}

/// What the policy that sampled, the reference and the critic say of the batch.
void Ppo::score_batch(Batch& batch, const std::function<void()>& poll, IterationReport& report) {
    const torch::NoGradGuard no_grad;
    const auto& rollout = batch.rollout;
    const auto shape = rollout.valid.sizes();
    batch.old_log_probabilities = torch::zeros(shape);
    batch.reference = torch::zeros(shape);
    batch.values = torch::zeros(shape);
    if (config_.kl_weight > 0)
        batch.reference_distribution =
            torch::zeros({shape[0], shape[1], policy_.actor()->config().codebook_size + 1});
    auto rows = all_rows(rollout.batch());
    sort_by_length(rows, rollout);
    double kl = 0, entropies = 0;
    with_less_memory([&](std::int64_t rows_at_a_time) {
        kl = entropies = 0;
        in_parts(rows, rows_at_a_time, [&](std::span<const std::int64_t> some) {
            if (poll) poll();
            const auto part = rollout.select(some);
            const auto scores = score(policy_.actor(), part, config_.sampling, bf16_);
            const auto reference = policy_.reference_distribution(part, config_.sampling, bf16_);
            const auto valid = part.valid.to(scores.features.device());
            const auto sums = numbers_of({exact_kl(scores.distribution, reference).masked_select(valid).sum(),
                                          entropy(scores.distribution).masked_select(valid).sum()});
            kl += sums[0];
            entropies += sums[1];
            const auto index = index_of(some);
            const auto store = [&](torch::Tensor& table, const torch::Tensor& values) {
                table.slice(1, 0, values.size(1)).index_copy_(0, index, values.to(torch::kCPU));
            };
            store(batch.old_log_probabilities, scores.log_probabilities);
            store(batch.reference, at_actions(reference, part));
            if (critic_) store(batch.values, critic_(scores.features, part, bf16_));
            if (batch.reference_distribution.defined()) store(batch.reference_distribution, reference);
        });
    });
    const auto tokens = rollout.token_count();
    const auto deviation = ((batch.old_log_probabilities - rollout.log_probabilities).exp() - 1).abs();
    report.sampling_mismatch = deviation.masked_select(rollout.valid).mean().item<double>();
    report.kl = kl / static_cast<double>(rollout.batch());
    report.kl_sampled = (batch.old_log_probabilities - batch.reference).sum().item<double>() /
                        static_cast<double>(rollout.batch());
    report.entropy = entropies / tokens;
    if (bf16_ && config_.precision == "auto" && !(report.sampling_mismatch <= kMismatchMax)) {
        spdlog::warn(
            "bfloat16 changes this model's probabilities by {:.1f} % on average; scoring in float32 from now "
            "on",
            100 * report.sampling_mismatch);
        bf16_ = false;
        score_batch(batch, poll, report);
    }
}

void Ppo::find_advantages(Batch& batch, const torch::Tensor& rewards, IterationReport& report) {
    const auto& valid = batch.rollout.valid;
    const auto penalised =
        penalised_rewards(rewards, batch.old_log_probabilities, batch.reference, valid, beta_);
    if (config_.baseline == Baseline::LeaveOneOut) {
        const auto advantages = leave_one_out(penalised.sum(1), batch.rollout.prompts);
        batch.returns = torch::zeros_like(penalised);
        batch.advantages = whiten(advantages.unsqueeze(1).expand_as(penalised), valid);
        return;
    }
    if (!critic_started_) {  // from the level of the rewards, so that it need not be learnt
        const auto level = rewards.mean().item<double>();
        critic_->start_from(level);
        batch.values = torch::full_like(penalised, level).masked_fill(valid.logical_not(), 0);
        critic_started_ = true;
    }
    const auto estimated = gae(penalised, batch.values, valid, config_.gamma, config_.lambda);
    batch.returns = estimated.returns;
    batch.advantages = whiten(estimated.advantages, valid);
    report.explained_variance = explained_variance(batch.values, batch.returns, valid);
}

/// Adds the gradients of one mini-batch, in parts whose sum is the same as the whole.
void Ppo::add_gradients(const Batch& batch, std::vector<std::int64_t> rows, bool warm_up,
                        const std::function<void()>& poll, StepSums& step) {
    sort_by_length(rows, batch.rollout);
    const double tokens = batch.rollout.valid.index_select(0, index_of(rows)).sum().item<double>();
    with_less_memory([&](std::int64_t rows_at_a_time) {
        optimiser_->zero_grad();  // of the attempt that ran out of memory
        step = {};
        in_parts(rows, rows_at_a_time, [&](std::span<const std::int64_t> some) {
            if (poll) poll();
            const auto part = batch.rollout.select(some);
            const auto index = index_of(some);
            const auto device = policy_.device();
            const auto pick = [&](const torch::Tensor& table) {
                return table.index_select(0, index).slice(1, 0, part.valid.size(1)).to(device);
            };
            const auto valid = part.valid.to(device);
            const auto scores = [&] {
                const torch::AutoGradMode gradient(!warm_up);
                return score(policy_.actor(), part, config_.sampling, bf16_);
            }();
            const auto policy = policy_loss(scores.log_probabilities, pick(batch.old_log_probabilities),
                                            pick(batch.advantages), valid, config_.clip);
            auto loss = warm_up ? torch::zeros({}, policy.sum.options()) : policy.sum;
            auto value = torch::zeros({}, policy.sum.options()), kl = value;
            if (critic_) {
                const auto values = critic_(scores.features, part, bf16_);
                value =
                    value_loss(values, pick(batch.values), pick(batch.returns), valid, config_.value_clip);
                loss = loss + config_.value_weight * value;
            }
            if (config_.kl_weight > 0 && !warm_up) {
                kl = exact_kl(scores.distribution, pick(batch.reference_distribution))
                         .masked_select(valid)
                         .sum();
                loss = loss + config_.kl_weight * kl;
            }
            if (config_.entropy_weight > 0 && !warm_up) {
                loss =
                    loss - config_.entropy_weight * entropy(scores.distribution).masked_select(valid).sum();
            }
            (loss / tokens).backward();
            const auto ratios = policy.ratio.masked_select(valid);
            const auto sums = numbers_of(
                {policy.sum, value, kl, policy.clipped, policy.kl_sum, ratios.sum(), ratios.square().sum()});
            step.add({.tokens = part.token_count(),
                      .policy = sums[0],
                      .value = sums[1],
                      .kl = sums[2],
                      .clipped = sums[3],
                      .approx_kl = sums[4],
                      .ratio = sums[5],
                      .ratio_squares = sums[6]});
        });
    });
}

void Ppo::update(const Batch& batch, std::int64_t iteration, bool warm_up, const std::function<void()>& poll,
                 IterationReport& report) {
    StepSums all;
    std::mt19937_64 random(step_seed(seed_, iteration, kShuffling));
    for (int epoch = 0; epoch < config_.epochs && !report.stopped_early; ++epoch) {
        auto order = all_rows(batch.rollout.batch());
        for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random() % i]);
        in_parts(order, config_.mini_batch, [&](std::span<const std::int64_t> rows) {
            if (report.stopped_early) return;
            StepSums step;
            add_gradients(batch, {rows.begin(), rows.end()}, warm_up, poll, step);
            const double limit = config_.optimiser.gradient_norm_max;
            const double policy_norm = clip_gradient(policy_.learning()->parameters(), limit);
            const double critic_norm = critic_ ? clip_gradient(critic_->parameters(), limit) : 0;
            if (!std::isfinite(step.policy + step.value + step.kl + policy_norm + critic_norm)) {
                ++report.steps_skipped;
                optimiser_->zero_grad();
                return;
            }
            all.add(step);
            if (config_.kl_epoch_limit > 0 && step.approx_kl / step.tokens > config_.kl_epoch_limit) {
                report.stopped_early = true;
                optimiser_->zero_grad();
                return;
            }
            report.gradient_norm += policy_norm;
            report.critic_gradient_norm += critic_norm;
            ++report.steps;
            optimiser_->step();
        });
    }
    optimiser_->zero_grad();
    const double steps = std::max(1, report.steps), tokens = std::max(1.0, all.tokens);
    report.gradient_norm /= steps;
    report.critic_gradient_norm /= steps;
    report.policy_loss = all.policy / tokens;
    report.value_loss = all.value / tokens;
    report.kl_loss = all.kl / tokens;
    report.clip_fraction = all.clipped / tokens;
    report.approx_kl = all.approx_kl / tokens;
    report.ratio_mean = all.tokens > 0 ? all.ratio / tokens : 1;
    report.ratio_variance = std::max(0.0, all.ratio_squares / tokens - report.ratio_mean * report.ratio_mean);
}

IterationReport Ppo::iterate(std::int64_t iteration, std::int64_t iterations, const PpoTask& task,
                             const std::function<void()>& poll) {
    IterationReport report;
    report.iteration = iteration + 1;
    report.beta = beta_;
    Stopwatch watch;
    Batch batch;
    batch.rollout = sample(iteration, task, poll);
    report.rollout_seconds = watch.lap();

    LearnerCopy learner_before(*learner_, *optimiser_);
    const auto take_back = [&, memory_before = memory()] {
        learner_before.restore();
        remember(memory_before);
    };
    try {
        const auto& rollout = batch.rollout;
        const double sampled_tokens = rollout.token_count();
        report.rollouts = static_cast<int>(rollout.batch());
        report.distinct_share = rollout.distinct_share();
        report.end_rate = rollout.ended.to(torch::kFloat32).mean().item<double>();
        const auto [shortest, longest] =
            std::minmax_element(rollout.tokens.begin(), rollout.tokens.end(),
                                [](const auto& a, const auto& b) { return a.size() < b.size(); });
        report.tokens_min = static_cast<int>(shortest->size());
        report.tokens_max = static_cast<int>(longest->size());
        for (const auto& tokens : rollout.tokens)
            report.tokens_mean += static_cast<double>(tokens.size()) / static_cast<double>(rollout.batch());

        if (poll) poll();
        const auto rewards = take_rewards(task, batch, report);
        report.reward_seconds = watch.lap();
        report.failed = !rewards.defined();
        if (!report.failed) {
            score_batch(batch, poll, report);
            find_advantages(batch, rewards, report);
            report.scoring_seconds = watch.lap();

            report.warm_up = critic_ && iteration < config_.critic_warm_up;
            report.learning_rate = learning_rate_at(config_.optimiser, iteration, iterations);
            auto& groups = optimiser_->param_groups();
            groups[0].options().set_lr(report.learning_rate);
            if (critic_) groups[1].options().set_lr(config_.critic_learning_rate);
            update(batch, iteration, report.warm_up, poll, report);
            if (config_.adaptive_beta) beta_ = adapted_beta(beta_, report.kl, config_.kl_target, kBetaRate);
            report.failed = (report.steps == 0 && !report.stopped_early) || !all_finite(*learner_);
            report.update_seconds = watch.lap();
        }
        if (report.failed) take_back();
        report.micro_batch = micro_batch_;
        report.tokens_per_second = sampled_tokens / std::max(1e-9, report.seconds());
    } catch (...) {
        take_back();
        throw;
    }
    return report;
}

}  // namespace im
