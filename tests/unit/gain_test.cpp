#include "engine/train/finetune/gain.h"

#include <cmath>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace im::test {
namespace {

TEST(Gain, IsTheMeanChangeWithItsIntervalOverPrompts) {
    const Gain gain = gain_of({0.1, 0.2, 0.3, 0.4}, {0.2, 0.3, 0.4, 0.5});
    EXPECT_NEAR(gain.change(), 0.1, 1e-12);
    EXPECT_NEAR(gain.interval, 0, 1e-12) << "every prompt gained the same";
    EXPECT_TRUE(gain.is_sure());
}

TEST(Gain, WhatPromptsDisagreeAboutMayBeChance) {
    const Gain gain = gain_of({0.5, 0.5, 0.5}, {0.7, 0.4, 0.5});
    EXPECT_NEAR(gain.change(), 0.0333, 1e-3);
    EXPECT_GT(gain.interval, gain.change());
    EXPECT_FALSE(gain.is_sure());
}

TEST(Gain, OnePromptIsNoSample) {
    EXPECT_FALSE(gain_of({0.1}, {0.9}).is_sure());
    EXPECT_FALSE(std::isfinite(gain_of({0.1}, {0.9}).interval));
    EXPECT_EQ(gain_of({}, {}).interval, 0);
}

TEST(Gain, FactsThatGotWorseAreHeardUnlessTheJudgeVouches) {
    FinetuneResult result;
    EXPECT_FALSE(result.facts_worse()) << "nothing was asked in numbers";
    result.own.prompts = 4;
    result.own.judge = Gain{0.5, 0.56, 0.02};
    result.own.facts = Gain{0.5, 0.4, 0.3};
    EXPECT_FALSE(result.facts_worse()) << "it may be chance, and the judge is sure of a gain";
    result.own.judge = Gain{0.5, 0.51, 0.02};
    EXPECT_TRUE(result.facts_worse()) << "nobody vouches for it";
    result.own.judge = Gain{0.5, 0.56, 0.02};
    result.own.facts = Gain{0.9, 0.4, 0.2};
    EXPECT_TRUE(result.facts_worse()) << "that is sure";
    result.own.facts = Gain{0.4, 0.9, 0.2};
    result.rest.facts = Gain{0.9, 0.5, 0.1};
    EXPECT_TRUE(result.facts_worse()) << "everything else counts, too";
    result.reverted = true;
    EXPECT_TRUE(finetune_result_from(to_json(result)).reverted);
}

TEST(Gain, AnUnknownIntervalIsNullInTheLog) {
    FinetuneResult result;
    result.own.prompts = 1;
    result.own.reward = gain_of({0.1}, {0.9});
    const auto line = to_json(result);
    EXPECT_TRUE(line["own"]["reward"]["interval"].is_null());
    EXPECT_FALSE(line.contains("rest"));
}

}  // namespace
}  // namespace im::test
