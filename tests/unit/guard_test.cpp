#include "engine/train/finetune/guard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"

namespace im {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

/// Scores that differ from prompt to prompt, moved by `gain` with a little noise.
std::vector<double> scores(double gain, double noise = 0.01) {
    std::vector<double> values;
    for (int i = 0; i < 12; ++i) values.push_back(0.05 * i + gain + noise * (i % 3 - 1));
    return values;
}

GuardObservation seen(std::int64_t iteration, double reward_gain, double judge_gain) {
    return {.iteration = iteration,
            .reward = scores(reward_gain),
            .judge = scores(judge_gain),
            .kl = 3,
            .distinct_share = 0.9};
}

TEST(Guard, IsSilentWhileRewardAndJudgeRiseTogether) {
    Guard guard({});
    EXPECT_TRUE(guard.observe(seen(0, 0, 0)).best);
    for (int i = 1; i < 6; ++i) {
        const auto verdict = guard.observe(seen(5 * i, 0.02 * i, 0.01 * i));
        EXPECT_THAT(verdict.alarms, IsEmpty());
        EXPECT_TRUE(verdict.best);
        EXPECT_FALSE(verdict.stop);
    }
    EXPECT_EQ(guard.best_iteration(), 25);
}

TEST(Guard, WarnsWhenTheRewardRisesWhileTheJudgeFallsAndStopsWhenItGoesOn) {
    Guard guard({.patience = 2});
    guard.observe(seen(0, 0, 0));
    guard.observe(seen(5, 0.05, 0.03));  // the best
    const auto first = guard.observe(seen(10, 0.10, 0.01));
    EXPECT_THAT(first.alarms, ElementsAre(GuardAlarm::RewardHacking));
    EXPECT_THAT(first.messages[0], HasSubstr("iteration 5"));
    EXPECT_FALSE(first.best);
    EXPECT_FALSE(first.stop);
    EXPECT_TRUE(guard.observe(seen(15, 0.15, -0.02)).stop);
    EXPECT_EQ(guard.best_iteration(), 5);
}

TEST(Guard, ARecoveredJudgeStartsTheCountAnew) {
    Guard guard({.patience = 2});
    guard.observe(seen(0, 0, 0));
    EXPECT_FALSE(guard.observe(seen(5, 0.05, -0.05)).stop);
    EXPECT_THAT(guard.observe(seen(10, 0.05, 0.05)).alarms, IsEmpty());
    EXPECT_FALSE(guard.observe(seen(15, 0.10, -0.05)).stop);
}

TEST(Guard, AChangeWithinTheScatterOfThePromptsIsNoAlarm) {
    Guard guard({});
    guard.observe(seen(0, 0, 0));
    auto now = seen(5, 0.1, 0);
    now.judge = scores(0);
    for (std::size_t i = 0; i < now.judge.size(); ++i) now.judge[i] += i % 2 == 0 ? 0.1 : -0.12;
    EXPECT_THAT(guard.observe(now).alarms, IsEmpty());
}

TEST(Guard, StopsAtTheKlLimit) {
    Guard guard({.kl_limit = 10});
    guard.observe(seen(0, 0, 0));
    auto now = seen(5, 0.1, 0.1);
    now.kl = 10.5;
    const auto verdict = guard.observe(now);
    EXPECT_THAT(verdict.alarms, ElementsAre(GuardAlarm::KlLimit));
    EXPECT_THAT(verdict.messages[0], HasSubstr("10.5"));
    EXPECT_TRUE(verdict.stop);
    EXPECT_FALSE(verdict.best);  // not what one would want to keep, whatever the judge says
}

TEST(Guard, StopsWhenAllPromptsGetOneMotion) {
    Guard guard({.distinct_min = 0.25});
    guard.observe(seen(0, 0, 0));
    auto now = seen(5, 0.1, 0.1);
    now.distinct_share = 0.1;
    const auto verdict = guard.observe(now);
    EXPECT_THAT(verdict.alarms, ElementsAre(GuardAlarm::Collapse));
    EXPECT_TRUE(verdict.stop);
}

TEST(Guard, OnlyWarnsWhenToldSo) {
    Guard guard({.kl_limit = 1, .stop = false});
    const auto verdict = guard.observe(seen(0, 0, 0));
    EXPECT_THAT(verdict.alarms, ElementsAre(GuardAlarm::KlLimit));
    EXPECT_FALSE(verdict.stop);
}

TEST(Guard, WithoutAJudgeTheRewardChoosesTheBest) {
    Guard guard({});
    auto first = seen(0, 0, 0), second = seen(5, 0.1, 0);
    first.judge.clear();
    second.judge.clear();
    guard.observe(first);
    const auto verdict = guard.observe(second);
    EXPECT_TRUE(verdict.best);
    EXPECT_THAT(verdict.alarms, IsEmpty());
}

TEST(Guard, WhatTheUserLikesCountsBesideTheJudge) {
    Guard guard({});
    auto first = seen(0, 0, 0), second = seen(5, 0, -0.02);
    first.preference = scores(0);
    second.preference = scores(0.05);
    guard.observe(first);
    EXPECT_TRUE(guard.observe(second).best)
        << "a little worse by the judge, and much more to the user's liking";
    EXPECT_NEAR(guard.best_score(), 2 * 0.275 - 0.02 + 0.05, 1e-9);
    Guard resumed({});
    resumed.remember(guard.memory());
    EXPECT_EQ(resumed.best_score(), guard.best_score());
}

TEST(Guard, WhatDoesLessOfWhatPromptsSayInNumbersIsNotTheBestWhateverTheJudgeSays) {
    Guard guard({});
    auto first = seen(0, 0, 0), fewer = seen(5, 0.1, 0.1), more = seen(10, 0.02, 0.02);
    first.done = {0.5, 0.5, 1};
    fewer.done = {0.0, 0.0, 0.5};
    more.done = {1, 0.5, 1};
    guard.observe(first);
    const auto verdict = guard.observe(fewer);
    EXPECT_TRUE(verdict.facts_fell);
    EXPECT_FALSE(verdict.best);
    Guard resumed({});
    resumed.remember(guard.memory());
    EXPECT_TRUE(resumed.observe(fewer).facts_fell) << "after a restart, too";
    EXPECT_TRUE(guard.observe(more).best);
}

TEST(Guard, FactsThatFallAndRiseAlikeAreChance) {
    Guard guard({});
    auto first = seen(0, 0, 0), now = seen(5, 0.1, 0.1);
    first.done = {0.5, 0.5, 0.5, 0.5};
    now.done = {1, 0, 0.5, 0.4};
    guard.observe(first);
    EXPECT_TRUE(guard.observe(now).best);
}

TEST(Guard, RemembersWhatItSawAcrossARestart) {
    Guard first({.patience = 2}), second({.patience = 2});
    first.observe(seen(0, 0, 0));
    first.observe(seen(5, 0.05, -0.05));
    second.remember(first.memory());
    EXPECT_TRUE(second.observe(seen(10, 0.1, -0.1)).stop);
    EXPECT_EQ(second.best_score(), first.best_score());
    EXPECT_THROW(second.remember("{\"any\": "), Error);
}

}  // namespace
}  // namespace im
