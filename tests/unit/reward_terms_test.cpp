// The one list of the reward's terms: what it adds up, and that the settings are its weights.
#include "engine/train/finetune/reward_terms.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/train/finetune/finetune_fields.h"
#include "engine/train/finetune/reward_presets.h"

namespace im::test {
namespace {

RewardBatch two_motions() {
    RewardBatch batch;
    batch.words.text = torch::tensor({-1.0f, -2.0f});
    batch.words.motion = torch::zeros({2});
    batch.words.total = batch.words.text + batch.words.motion;
    return batch;
}

std::vector<std::string> names_of(const SequenceRewards& rewards) {
    std::vector<std::string> names;
    for (const auto& [name, value] : rewards.terms) names.push_back(name);
    return names;
}

TEST(RewardTerms, WordsAloneAreEquationTwo) {
    FinetuneConfig config = finetune_defaults();
    const SequenceRewards rewards = add_up(two_motions(), config);
    EXPECT_THAT(names_of(rewards), testing::ElementsAre("text"));
    EXPECT_TRUE(torch::equal(rewards.total, torch::tensor({-1.0f, -2.0f})));
}

TEST(RewardTerms, TheTotalIsTheSumOfWhatIsToldOfEachTerm) {
    FinetuneConfig config = finetune_defaults();
    config.checked.skating = 0.5;
    config.checked.facts = 2;
    RewardBatch batch = two_motions();
    batch.any_captured = true;
    batch.words.motion = torch::tensor({-0.5f, -0.25f});
    batch.words.total = batch.words.text + batch.words.motion;
    batch.liked = torch::tensor({0.75f, 0.0f});
    batch.checked = {{.facts = 0.5, .skating_cmps = 20}, {.facts = 1, .skating_cmps = 0}};
    const SequenceRewards rewards = add_up(batch, config);
    EXPECT_THAT(names_of(rewards), testing::ElementsAre("facts", "motion", "preference", "skating", "text"));
    auto sum = torch::zeros({2});
    for (const auto& [name, value] : rewards.terms) sum = sum + value;
    EXPECT_TRUE(torch::allclose(rewards.total, sum));
    EXPECT_TRUE(torch::allclose(rewards.terms.at("skating"), torch::tensor({-1.0f, 0.0f})));
    EXPECT_TRUE(torch::allclose(rewards.terms.at("facts"), torch::tensor({-1.0f, 0.0f})));
}

TEST(RewardTerms, AWeightIsASettingThatIsOfferedAndExplained) {
    std::set<std::string> keys;
    for (const RewardTerm& term : reward_term_list()) {
        EXPECT_TRUE(keys.insert(term.key()).second) << term.name;
        const FinetuneField& field = finetune_field(term.key());
        EXPECT_STREQ(field.label, term.label);
        EXPECT_STREQ(field.help, term.help);
        FinetuneConfig config = finetune_defaults();
        set_field(config, term.key() + "=3.5");
        EXPECT_EQ(term.weight(config), 3.5) << term.name;
    }
    EXPECT_EQ(keys.size(), 10u);
}

TEST(RewardTerms, PresetsSetAllWeightsButThatOfCapturedMotion) {
    const auto keys = preset_keys();
    EXPECT_EQ(keys.size(), reward_term_list().size() - 1);
    EXPECT_THAT(keys, testing::Not(testing::Contains("reward.motion")));
}

}  // namespace
}  // namespace im::test
