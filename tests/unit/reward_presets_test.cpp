#include "engine/train/finetune/reward_presets.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/train/finetune/finetune_config.h"
#include "engine/train/finetune/finetune_fields.h"

namespace im::test {
namespace {

TEST(RewardPresets, BeginWithEquationTwoAlone) {
    FinetuneConfig config = finetune_defaults();
    config.checked.skating = 3;
    apply_preset(config, reward_presets().front().name);
    EXPECT_EQ(config.reward.text, finetune_defaults().reward.text);
    EXPECT_EQ(config.preference, finetune_defaults().preference);
    EXPECT_FALSE(config.checked.any());
}

TEST(RewardPresets, SetEveryWeightThatTheyNameAndNoOther) {
    for (const RewardPreset& preset : reward_presets()) {
        FinetuneConfig config = finetune_defaults();
        config.reward.motion = 1.25;
        config.checked.acceleration = 7;
        apply_preset(config, preset.name);
        EXPECT_EQ(config.reward.motion, 1.25) << "captured motion is not the preset's to weigh";
        EXPECT_EQ(config.reward.text, preset.weight_of("reward.text"));
        for (const CheckedTerm& term : checked_term_list()) {
            EXPECT_EQ(config.checked.*term.weight, preset.weight_of(std::string("reward.") + term.name))
                << preset.name << ", " << term.name;
        }
    }
}

TEST(RewardPresets, NameSettingsThatTheStudioOffers) {
    std::set<std::string> keys;
    for (const std::string& key : preset_keys()) {
        EXPECT_NE(finetune_field(key).group, nullptr) << key;
        keys.insert(key);
    }
    for (const RewardPreset& preset : reward_presets()) {
        for (const auto& [key, weight] : preset.weights) {
            EXPECT_TRUE(keys.contains(key)) << preset.name << ", " << key;
            EXPECT_GT(weight, 0) << preset.name << ", " << key;
            EXPECT_LE(weight, finetune_field(key).high) << preset.name << ", " << key;
        }
    }
}

TEST(RewardPresets, AreAllNamedWhereOneIsNotKnown) {
    FinetuneConfig config = finetune_defaults();
    try {
        apply_preset(config, "dirty-feet");
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Usage);
        for (const RewardPreset& preset : reward_presets())
            EXPECT_THAT(error.what(), testing::HasSubstr(preset.name));
    }
}

}  // namespace
}  // namespace im::test
