#include "engine/train/finetune/guard_report.h"

#include <algorithm>

#include <nlohmann/json.hpp>

#include "engine/core/lenient_json.h"

namespace im {
namespace {

std::optional<PromptScore> mean_score(const GuardReport& report, std::size_t first, std::size_t last) {
    last = std::min(last, report.scores.size());
    if (first >= last) return {};
    const auto count = static_cast<double>(last - first);
    PromptScore mean;
    double done = 0;
    int asking = 0;
    for (std::size_t i = first; i < last; ++i) {
        const PromptScore& score = report.scores[i];
        mean.judge += score.judge / count;
        mean.skating_cmps += score.skating_cmps / count;
        if (!score.facts) continue;
        done += *score.facts;
        ++asking;
    }
    if (asking > 0) mean.facts = done / asking;
    return mean;
}

}  // namespace

std::optional<PromptScore> own_score(const GuardReport& report) {
    return mean_score(report, static_cast<std::size_t>(report.captions), report.scores.size());
}

std::optional<PromptScore> rest_score(const GuardReport& report) {
    return mean_score(report, 0, static_cast<std::size_t>(report.captions));
}

nlohmann::json to_json(const GuardReport& r) {
    nlohmann::json line = {{"step", r.iteration},
                           {"guard.reward", r.reward},
                           {"guard.distinct_share", r.distinct_share},
                           {"guard.tokens_mean", r.tokens_mean},
                           {"guard.end_rate", r.end_rate},
                           {"guard.best", r.verdict.best},
                           {"seconds.guard", r.seconds}};
    if (r.has_judge) {
        line["guard.judge"] = r.judge;
        line["guard.judge_captions"] = r.judge_captions;
        line["guard.judge_held_out"] = r.judge_held_out;
    }
    if (r.preference) line["guard.preference"] = *r.preference;
    if (r.facts) line["guard.facts"] = *r.facts;
    line["guard.skating_cmps"] = r.skating_cmps;
    auto& alarms = line["guard.alarms"] = nlohmann::json::array();
    for (const auto alarm : r.verdict.alarms) alarms.push_back(alarm_name(alarm));
    return line;
}

GuardReport guard_report_from(const nlohmann::json& line) {
    GuardReport r;
    read_if_there(line, "step", r.iteration);
    read_if_there(line, "guard.reward", r.reward);
    r.has_judge = read_if_there(line, "guard.judge", r.judge);
    read_if_there(line, "guard.judge_captions", r.judge_captions);
    read_if_there(line, "guard.judge_held_out", r.judge_held_out);
    read_if_there(line, "guard.preference", r.preference);
    read_if_there(line, "guard.facts", r.facts);
    read_if_there(line, "guard.skating_cmps", r.skating_cmps);
    read_if_there(line, "guard.distinct_share", r.distinct_share);
    read_if_there(line, "guard.tokens_mean", r.tokens_mean);
    read_if_there(line, "guard.end_rate", r.end_rate);
    read_if_there(line, "seconds.guard", r.seconds);
    read_if_there(line, "guard.best", r.verdict.best);
    if (const auto alarms = line.find("guard.alarms"); alarms != line.end() && alarms->is_array()) {
        for (const auto alarm : {GuardAlarm::RewardHacking, GuardAlarm::KlLimit, GuardAlarm::Collapse}) {
            for (const auto& name : *alarms) {
                if (name == alarm_name(alarm)) r.verdict.alarms.push_back(alarm);
            }
        }
    }
    return r;
}

}  // namespace im
