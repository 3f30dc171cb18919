#include "app/studio/state/training_state.h"

#include <algorithm>

namespace im::studio {

void TrainingCurves::add(const IterationReport& report) {
    const auto at = static_cast<double>(report.iteration);
    const auto kept = static_cast<std::size_t>(std::lower_bound(iteration.begin(), iteration.end(), at) -
                                               iteration.begin());
    for (auto* series :
         {&iteration, &reward, &reward_low, &reward_high, &kl, &entropy, &value_loss, &clip_fraction}) {
        series->resize(kept);
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
    for (auto* series : {&looked_at, &judge, &guard_reward}) {
        series->resize(kept);
    }
    looked_at.push_back(at);
    judge.push_back(report.judge);
    guard_reward.push_back(report.reward);
}

void TrainingView::add(const GuardReport& report) {
    std::erase_if(looks, [&](const GuardReport& look) { return look.iteration >= report.iteration; });
    looks.push_back(report);
    curves.add(report);
}

const GuardReport* TrainingView::best_look() const {
    const auto found =
        std::find_if(looks.rbegin(), looks.rend(), [](const GuardReport& look) { return look.verdict.best; });
    return found == looks.rend() ? nullptr : &*found;
}

}  // namespace im::studio
