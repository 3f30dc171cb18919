#include "engine/train/finetune/guard.h"

#include <cmath>
#include <numeric>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"

namespace im {
namespace {

double mean(const std::vector<double>& values) {
    return values.empty()
               ? 0
               : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

struct Change {
    double mean = 0, error = 0;
    bool up() const { return mean > 2 * error && mean > 0; }
    bool down() const { return mean < -2 * error && mean < 0; }
    bool probably_down() const { return mean < -error && mean < 0; }
};

/// Prompt by prompt: the prompts differ far more than a prompt does between two observations.
Change change(const std::vector<double>& before, const std::vector<double>& now) {
    const auto n = std::min(before.size(), now.size());
    if (n == 0) return {};
    Change c;
    for (std::size_t i = 0; i < n; ++i) c.mean += (now[i] - before[i]) / static_cast<double>(n);
    double squares = 0;
    for (std::size_t i = 0; i < n; ++i) squares += std::pow(now[i] - before[i] - c.mean, 2);
    if (n > 1) c.error = std::sqrt(squares / static_cast<double>((n - 1) * n));
    return c;
}

double deciding(const GuardObservation& o) {
    return mean(o.judge.empty() ? o.reward : o.judge) + mean(o.preference) + mean(o.facts);
}

}  // namespace

const char* alarm_name(GuardAlarm alarm) {
    switch (alarm) {
        case GuardAlarm::RewardHacking:
            return "reward_hacking";
        case GuardAlarm::KlLimit:
            return "kl_limit";
        case GuardAlarm::Collapse:
            return "collapse";
    }
    return "";
}

GuardVerdict Guard::observe(const GuardObservation& now) {
    GuardVerdict verdict;
    const auto raise = [&](GuardAlarm alarm, std::string message) {
        verdict.alarms.push_back(alarm);
        verdict.messages.push_back(std::move(message));
    };
    if (any_ && !now.judge.empty()) {
        const auto reward = change(best_.reward, now.reward), judge = change(best_.judge, now.judge);
        suspicious_ = reward.up() && judge.down() ? suspicious_ + 1 : 0;
        if (suspicious_ > 0) {
            raise(GuardAlarm::RewardHacking,
                  fmt::format("since iteration {} the reward's score rose by {:.3f} while the judge's fell "
                              "by {:.3f}: the policy learns to please "
                              "the reward model instead of following the text",
                              best_.iteration, reward.mean, -judge.mean));
        }
    }
    if (now.kl > config_.kl_limit) {
        raise(
            GuardAlarm::KlLimit,
            fmt::format(
                "the policy is {:.1f} nats a sequence away from the reference, more than the limit of {:.1f}",
                now.kl, config_.kl_limit));
    }
    if (now.distinct_share < config_.distinct_min) {
        raise(GuardAlarm::Collapse, fmt::format("only {:.0f} % of the guard's motions are different ones, "
                                                "less than the limit of {:.0f} %: the "
                                                "policy collapses to a few sequences",
                                                100 * now.distinct_share, 100 * config_.distinct_min));
    }
    const bool only_suspicious = verdict.alarms.size() == 1 && suspicious_ > 0;
    verdict.stop =
        config_.stop && !verdict.alarms.empty() && (!only_suspicious || suspicious_ >= config_.patience);
    // What is not asked of a run may get worse with it: jumps that are to be three become four.
    verdict.facts_fell = any_ && change(done_at_first_, now.done).probably_down();
    const bool sound = verdict.alarms.empty() && !verdict.facts_fell && std::isfinite(mean(now.reward));
    if (!any_) done_at_first_ = now.done;
    verdict.best = !any_ || (sound && deciding(now) > best_score());
    if (verdict.best) best_ = now;
    any_ = true;
    return verdict;
}

double Guard::best_score() const {
    return deciding(best_);
}

std::string Guard::memory() const {
    return nlohmann::json{{"any", any_},
                          {"suspicious", suspicious_},
                          {"iteration", best_.iteration},
                          {"reward", best_.reward},
                          {"judge", best_.judge},
                          {"preference", best_.preference},
                          {"facts", best_.facts},
                          {"done_at_first", done_at_first_}}
        .dump();
}

void Guard::remember(const std::string& memory) {
    try {
        const auto object = nlohmann::json::parse(memory);
        any_ = object.at("any").get<bool>();
        suspicious_ = object.at("suspicious").get<int>();
        best_ = {};
        best_.iteration = object.at("iteration").get<std::int64_t>();
        best_.reward = object.at("reward").get<std::vector<double>>();
        best_.judge = object.at("judge").get<std::vector<double>>();
        best_.preference = object.value("preference", std::vector<double>());
        best_.facts = object.value("facts", std::vector<double>());
        done_at_first_ = object.value("done_at_first", std::vector<double>());
    } catch (const nlohmann::json::exception& error) {
        throw input_error("checkpoint: the guard's memory is damaged: {}", error.what());
    }
}

}  // namespace im
