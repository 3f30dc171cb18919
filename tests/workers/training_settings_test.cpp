// What the fine-tune panel can set, and the config that a run reads.
#include "app/workers/training_settings.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"

namespace im::test {
namespace {

TEST(TrainingSettings, GoIntoAConfigAndComeBackOutOfIt) {
    TrainingSettings settings;
    settings.at<std::string>("learn") = "full";
    settings.at<std::int64_t>("rollout.sequences") = 16;
    settings.at<double>("update.optimiser.learning_rate") = 1e-5;
    settings.at<bool>("guard.stop") = false;
    const nlohmann::json config = with_settings({{"failures_max", 7}}, settings);
    EXPECT_EQ(config["failures_max"], 7) << "what the panel does not show stays";
    EXPECT_EQ(config["rollout"]["sequences"], 16);
    EXPECT_EQ(config["update"]["optimiser"]["learning_rate"], 1e-5);
    EXPECT_EQ(read_training_settings(config), settings);
}

TEST(TrainingSettings, WhatAConfigLeavesOutKeepsItsStandard) {
    EXPECT_EQ(read_training_settings(nlohmann::json::object()), TrainingSettings());
    EXPECT_EQ(TrainingSettings().iterations(), 60);
    EXPECT_EQ(TrainingSettings().learn(), "lora");
}

TEST(TrainingSettings, AnotherTypeIsRefusedByName) {
    try {
        read_training_settings({{"kl", {{"beta", "much"}}}});
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("/kl/beta"), std::string::npos) << error.what();
    }
    EXPECT_THROW(TrainingSettings().value("failures_max"), Error) << "the studio does not offer it";
}

TEST(TrainingSettings, AFieldAppliesOnlyWithTheSettingThatItBelongsTo) {
    TrainingSettings settings;
    EXPECT_TRUE(settings.applies(finetune_field("lora.rank")));
    EXPECT_FALSE(settings.applies(finetune_field("update.optimiser.learning_rate")));
    settings.at<std::string>("learn") = "full";
    EXPECT_FALSE(settings.applies(finetune_field("lora.rank")));
    EXPECT_TRUE(settings.applies(finetune_field("update.optimiser.learning_rate")));
    EXPECT_FALSE(settings.applies(finetune_field("kl.target")));
    settings.at<bool>("kl.adaptive") = true;
    EXPECT_TRUE(settings.applies(finetune_field("kl.target")));
}

}  // namespace
}  // namespace im::test
