#include "engine/train/finetune/guard_watch.h"

#include <chrono>
#include <numeric>

#include <torch/torch.h>

#include "engine/train/run/run_state.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::uint64_t kGuardSampling = 13, kFinalSampling = 14,
                        kFirstSampling = 15;  // purposes of step_seed

double mean(const std::vector<double>& values, std::size_t first, std::size_t last) {
    return first >= last ? 0
                         : std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(first),
                                           values.begin() + static_cast<std::ptrdiff_t>(last), 0.0) /
                               static_cast<double>(last - first);
}

double mean(const std::vector<double>& values) {
    return mean(values, 0, values.size());
}

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// What of a report the samples alone say.
void report_samples(const Rollout& rollout, GuardReport& report) {
    report.tokens = rollout.tokens;
    report.distinct_share = rollout.distinct_share();
    report.end_rate = rollout.ended.to(torch::kFloat32).mean().item<double>();
    for (const auto& tokens : rollout.tokens)
        report.tokens_mean += static_cast<double>(tokens.size()) / static_cast<double>(rollout.batch());
}

}  // namespace

GuardWatch::GuardWatch(const FinetuneConfig& config, FinetuneSetup& setup, const FinetuneVoice& voice,
                       std::uint64_t seed)
    : config_(config), setup_(setup), voice_(voice), seed_(seed), guard_(config.guard) {}

Look GuardWatch::look_at_all(const Transformer& policy, int samples, std::uint64_t purpose) {
    return look_at(*setup_.task, policy, setup_.guard_prompts.texts, samples, config_.ppo.sampling,
                   step_seed(seed_, 0, purpose), voice_.poll);
}

/// A term of the reward in units of the cosine: -lt |f_t - f_pred|^2 = 2 lt (cosine - 1) on the unit sphere.
double GuardWatch::in_cosines(double term) const {
    return term / (2 * (config_.reward.text > 0 ? config_.reward.text : 1));
}

GuardReport GuardWatch::look(const Transformer& policy, std::int64_t iteration, double kl) {
    const double start = seconds_now();
    const auto& prompts = setup_.guard_prompts;
    FinetuneTask& task = *setup_.task;
    GuardReport report;
    report.iteration = iteration;
    report.prompts = prompts.texts;
    report.captions = static_cast<int>(prompts.captions);
    report.samples = config_.guard.samples;
    Look now = look_at_all(policy, report.samples, kGuardSampling);
    report_samples(now.rollout, report);

    GuardObservation seen{.iteration = iteration,
                          .reward = std::move(now.reward),
                          .judge = std::move(now.judge),
                          .kl = kl,
                          .distinct_share = report.distinct_share};
    report.reward = mean(seen.reward);
    if (task.models().judge) {
        report.has_judge = true;
        report.judge = mean(seen.judge);
        report.judge_captions = mean(seen.judge, 0, prompts.captions);
        report.judge_held_out = mean(seen.judge, prompts.captions, seen.judge.size());
    }
    int asking = 0;
    double done = 0;
    for (std::size_t i = 0; i < prompts.texts.size(); ++i) {
        report.skating_cmps += now.checked[i].skating_cmps / static_cast<double>(prompts.texts.size());
        report.scores.push_back({.judge = seen.judge.empty() ? seen.reward[i] : seen.judge[i],
                                 .skating_cmps = now.checked[i].skating_cmps});
        if (config_.checked.facts > 0)
            seen.facts.push_back(now.checked[i].facts * in_cosines(config_.checked.facts));
        if (!task.asks_facts(prompts.texts[i])) continue;
        ++asking;
        done += now.checked[i].facts;
        seen.done.push_back(now.checked[i].facts);
        report.scores[i].facts = now.checked[i].facts;
    }
    if (asking > 0) report.facts = done / asking;
    if (task.models().preference) {
        seen.preference = task.preferences(prompts.texts, report.tokens, report.samples);
        report.preference = mean(seen.preference);
        for (double& value : seen.preference) value = in_cosines(value);
    }
    report.verdict = guard_.observe(seen);
    report.seconds = seconds_now() - start;
    return report;
}

std::vector<std::string> GuardWatch::hopeless(const Transformer& base) {
    const auto& own = setup_.guard_prompts.own;
    if (config_.guard.first_samples == 0 || own.size() > kPromptsTried) return {};
    voice_.progress("trying the prompts");
    return hopeless_prompts(*setup_.task, base, own, config_.guard.first_samples, config_.ppo.sampling,
                            step_seed(seed_, 0, kFirstSampling), voice_.poll);
}

FinetuneResult GuardWatch::measure_gain(const fs::path& base, const fs::path& kept, std::int64_t iterations) {
    voice_.progress("measuring what was gained");
    FinetuneResult result;
    result.iterations = iterations;
    result.iteration = guard_.best_iteration();
    result.samples = config_.guard.final_samples;
    const auto device = setup_.ppo->policy().device();
    const auto look_into = [&](const fs::path& folder) {
        return look_at_all(load_generator(folder, load_model_config(folder), device), result.samples,
                           kFinalSampling);
    };
    const Look before = look_into(base);
    const Look after = result.iteration == 0 ? before : look_into(kept);
    const auto& prompts = setup_.guard_prompts;
    result.rest = gain_of_prompts(*setup_.task, prompts.texts, before, after, 0, prompts.captions);
    result.own =
        gain_of_prompts(*setup_.task, prompts.texts, before, after, prompts.captions, prompts.texts.size());
    return result;
}

}  // namespace im
