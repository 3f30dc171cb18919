#include "engine/train/ppo/iteration_report.h"

#include <string_view>

#include "engine/core/lenient_json.h"

namespace im {
namespace {

/// Every figure of a report with its key in the log.
template <class Report, class Visit>
void visit_figures(Report& r, const Visit& visit) {
    visit("step", r.iteration);
    visit("reward.mean", r.reward.mean);
    visit("reward.std", r.reward.std);
    visit("kl", r.kl);
    visit("kl_sampled", r.kl_sampled);
    visit("entropy", r.entropy);
    visit("beta", r.beta);
    visit("approx_kl", r.approx_kl);
    visit("clip_fraction", r.clip_fraction);
    visit("ratio.mean", r.ratio_mean);
    visit("ratio.variance", r.ratio_variance);
    visit("sampling_mismatch", r.sampling_mismatch);
    visit("policy_loss", r.policy_loss);
    visit("value_loss", r.value_loss);
    visit("kl_loss", r.kl_loss);
    visit("explained_variance", r.explained_variance);
    visit("gradient_norm", r.gradient_norm);
    visit("critic_gradient_norm", r.critic_gradient_norm);
    visit("learning_rate", r.learning_rate);
    visit("optimiser_steps", r.steps);
    visit("stopped_early", r.stopped_early);
    visit("warm_up", r.warm_up);
    visit("failed", r.failed);
    visit("end_rate", r.end_rate);
    visit("tokens.mean", r.tokens_mean);
    visit("tokens.min", r.tokens_min);
    visit("tokens.max", r.tokens_max);
    visit("distinct_share", r.distinct_share);
    visit("rollouts", r.rollouts);
    visit("rewards_skipped", r.rewards_skipped);
    visit("steps_skipped", r.steps_skipped);
    visit("micro_batch", r.micro_batch);
    visit("tokens_per_second", r.tokens_per_second);
    visit("seconds.rollout", r.rollout_seconds);
    visit("seconds.reward", r.reward_seconds);
    visit("seconds.scoring", r.scoring_seconds);
    visit("seconds.update", r.update_seconds);
}

constexpr std::string_view kTermPrefix = "reward.", kMean = ".mean", kStd = ".std";

}  // namespace

nlohmann::json to_json(const IterationReport& r) {
    nlohmann::json line = nlohmann::json::object();
    visit_figures(r, [&](const char* key, const auto& value) { line[key] = value; });
    for (const auto& [name, term] : r.terms) {
        line["reward." + name + ".mean"] = term.mean;
        line["reward." + name + ".std"] = term.std;
    }
    return line;
}

IterationReport iteration_report_from(const nlohmann::json& line) {
    IterationReport report;
    visit_figures(report, [&](const char* key, auto& value) { read_if_there(line, key, value); });
    for (const auto& [key, value] : line.items()) {  // "reward.text.mean", but not "reward.mean"
        const std::string_view text = key;
        const auto end = text.ends_with(kMean) ? kMean : kStd;
        if (!text.starts_with(kTermPrefix) || !text.ends_with(end) || !value.is_number() ||
            text.size() <= kTermPrefix.size() + end.size())
            continue;
        const auto name = text.substr(kTermPrefix.size(), text.size() - kTermPrefix.size() - end.size());
        MeanStd& term = report.terms[std::string(name)];
        value.get_to(end == kMean ? term.mean : term.std);
    }
    return report;
}

}  // namespace im
