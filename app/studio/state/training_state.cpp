#include "app/studio/state/training_state.h"

#include <algorithm>
#include <limits>

namespace im::studio {
namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

double facts_of(const std::optional<PromptScore>& score) {
    return score && score->facts ? *score->facts : kUnknown;
}

}  // namespace

void TrainingCurves::add(const IterationReport& report) {
    const auto at = static_cast<double>(report.iteration);
    const auto kept = static_cast<std::size_t>(std::lower_bound(iteration.begin(), iteration.end(), at) -
                                               iteration.begin());
    for (auto* series :
         {&iteration, &reward, &reward_low, &reward_high, &kl, &entropy, &value_loss, &clip_fraction}) {
        series->resize(kept);
    }
    for (auto& [name, series] : terms) {
        series.resize(kept);
        series.push_back(kUnknown);
    }
    for (const auto& [name, term] : report.terms) {
        Series& series = terms[name];
        series.resize(kept + 1, kUnknown);
        series.back() = term.mean;
    }
    iteration.push_back(at);
    reward.push_back(report.reward.mean);
    reward_low.push_back(report.reward.mean - report.reward.std);
    reward_high.push_back(report.reward.mean + report.reward.std);
    kl.push_back(report.kl);
    entropy.push_back(report.entropy);
    value_loss.push_back(report.value_loss);
    clip_fraction.push_back(report.clip_fraction);
}

void TrainingCurves::add(const GuardReport& report) {
    const auto at = static_cast<double>(report.iteration);
    const auto kept = static_cast<std::size_t>(std::lower_bound(looked_at.begin(), looked_at.end(), at) -
                                               looked_at.begin());
    for (auto* series : {&looked_at, &judge, &guard_reward, &judge_own, &judge_rest, &facts_own, &facts_rest,
                         &skating_own, &skating_rest, &skating}) {
        series->resize(kept);
    }
    const auto own = own_score(report), rest = rest_score(report);
    const auto or_unknown = [](double value) {
        return value != 0 ? value : kUnknown;
    };  // as earlier versions told it
    judge_own.push_back(own ? own->judge : or_unknown(report.judge_held_out));
    judge_rest.push_back(rest ? rest->judge : or_unknown(report.judge_captions));
    facts_own.push_back(facts_of(own));
    facts_rest.push_back(facts_of(rest));
    skating_own.push_back(own ? own->skating_cmps : kUnknown);
    skating_rest.push_back(rest ? rest->skating_cmps : kUnknown);
    skating.push_back(report.skating_cmps);
    looked_at.push_back(at);
    judge.push_back(report.judge);
    guard_reward.push_back(report.reward);
}

void TrainingView::add(const GuardReport& report) {
    std::erase_if(looks, [&](const GuardReport& look) { return look.iteration >= report.iteration; });
    looks.push_back(report);
    curves.add(report);
    if (report.verdict.best) {
        chosen.reset();  // the folder holds this one's
    }
}

const GuardReport* TrainingView::best_look() const {
    for (const GuardReport& look : looks) {
        if (chosen && look.iteration == *chosen) {
            return &look;
        }
    }
    const auto found =
        std::find_if(looks.rbegin(), looks.rend(), [](const GuardReport& look) { return look.verdict.best; });
    return found == looks.rend() ? nullptr : &*found;
}

}  // namespace im::studio
