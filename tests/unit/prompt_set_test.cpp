#include "engine/train/finetune/prompt_set.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/train/finetune/finetune_config.h"
#include "im_config.h"
#include "tests/support/temporary_folder.h"

namespace im::test {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

class PromptSetTest : public testing::Test {
  protected:
    std::filesystem::path write(const std::string& name, const std::string& content) {
        write_file_atomically(folder_ / name, content);
        return folder_ / name;
    }
    template <class Call>
    std::string error_of(const Call& call) {
        try {
            call();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Input);
            return error.what();
        }
        return "no error";
    }
    std::string error_of_prompts(const std::filesystem::path& file, const std::string& split = "train") {
        return error_of([&] { load_prompts(file, split); });
    }
    TemporaryFolder folder_;
};

TEST_F(PromptSetTest, ReadsOnePromptALineAndLeavesOutEmptyAndRepeatedOnes) {
    const auto set = load_prompts(write("p.txt",
                                        "a man walks\r\n\n  someone jumps \na man walks\n\xc3\xbc"
                                        "ben\n"));
    EXPECT_THAT(set.texts, ElementsAre("a man walks", "someone jumps",
                                       "\xc3\xbc"
                                       "ben"));
    EXPECT_EQ(set.duplicates, 1);
}

TEST_F(PromptSetTest, ReadsOneSplitOfAJsonFile) {
    const auto file =
        write("p.json", R"({"prompts": [{"text": "a", "split": "train", "kind": "style", "actions": ["x"]},
                                                      {"text": "b", "split": "test"}, {"text": "c"}]})");
    EXPECT_THAT(load_prompts(file).texts, ElementsAre("a", "c"));
    EXPECT_THAT(load_prompts(file, "test").texts, ElementsAre("b", "c"));
    EXPECT_THAT(load_prompts(file, "all").texts, ElementsAre("a", "b", "c"));
}

TEST_F(PromptSetTest, FilesWithoutAPromptAreNamed) {
    EXPECT_THAT(error_of_prompts(write("empty.txt", "")),
                AllOf(HasSubstr("empty.txt"), HasSubstr("at least one prompt")));
    EXPECT_THAT(error_of_prompts(write("blank.txt", " \n\n\t\n")), HasSubstr("blank.txt"));
    EXPECT_THAT(error_of_prompts(write("no.json", R"({"prompts": [{"text": "b", "split": "test"}]})")),
                AllOf(HasSubstr("no.json"), HasSubstr("train")));
    EXPECT_THAT(error_of_prompts(folder_ / "missing.txt"), HasSubstr("missing.txt"));
}

TEST_F(PromptSetTest, WhatIsNoTextIsNamedWithItsLine) {
    EXPECT_THAT(error_of_prompts(write("cut.txt", "fine\n\xff\xfe\x01\n")), HasSubstr("cut.txt:2"));
    EXPECT_THAT(error_of_prompts(write("zero.txt", std::string("a\0b\n", 4))), HasSubstr("zero.txt:1"));
    EXPECT_THAT(error_of_prompts(write("long.txt", std::string(70'000, 'a'))),
                AllOf(HasSubstr("long.txt:1"), HasSubstr("70000")));
    EXPECT_THAT(error_of_prompts(write("list.json", "[]")), HasSubstr("list.json"));
    EXPECT_THAT(error_of_prompts(write("number.json", R"({"prompts": [{"text": "a"}, {"text": 5}]})")),
                HasSubstr("prompts[1]"));
}

TEST_F(PromptSetTest, AHundredThousandPromptsAreRead) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += "a person takes " + std::to_string(i) + " steps\n";
    EXPECT_EQ(load_prompts(write("many.txt", text)).texts.size(), 100'000u);
}

TEST(PromptOrder, ShowsEveryPromptOnceBeforeAnyAgain) {
    PromptOrder order(7, 3);
    std::vector<int> first, second;
    for (int i = 0; i < 7; ++i) first.push_back(order.at(i));
    for (int i = 7; i < 14; ++i) second.push_back(order.at(i));
    EXPECT_EQ(std::set<int>(first.begin(), first.end()).size(), 7u);
    EXPECT_EQ(std::set<int>(second.begin(), second.end()).size(), 7u);
    EXPECT_NE(first, second);
    PromptOrder again(7, 3);
    EXPECT_EQ(again.at(9), second[2]);  // whatever was asked before
    EXPECT_EQ(again.at(2), first[2]);
}

TEST_F(PromptSetTest, TheShippedConfigSaysWhatTheProgramDoesWithoutIt) {
    const auto shipped = load_finetune_config(std::filesystem::path(IM_CONFIGS_DIR) / "finetune.json");
    const auto plain = load_finetune_config(write("plain.json", "{}"));
    EXPECT_FALSE(shipped.guard.captions.empty());
    EXPECT_EQ(shipped.iterations, plain.iterations);
    EXPECT_EQ(shipped.checkpoint_every, plain.checkpoint_every);
    EXPECT_EQ(shipped.failures_max, plain.failures_max);
    EXPECT_EQ(shipped.lora, plain.lora);
    EXPECT_EQ(shipped.lora_learning_rate, plain.lora_learning_rate);
    EXPECT_EQ(shipped.adapters.rank, plain.adapters.rank);
    EXPECT_EQ(shipped.adapters.alpha, plain.adapters.alpha);
    EXPECT_EQ(shipped.reward.text, plain.reward.text);
    EXPECT_EQ(shipped.reward.motion, plain.reward.motion);
    EXPECT_EQ(shipped.preference, plain.preference);
    EXPECT_EQ(shipped.paired_share, plain.paired_share);
    const auto& a = shipped.ppo;
    const auto& b = plain.ppo;
    EXPECT_EQ(std::tuple(a.rollouts, a.samples_per_prompt, a.mini_batch, a.micro_batch, a.epochs, a.baseline,
                         a.critic, a.critic_warm_up),
              std::tuple(b.rollouts, b.samples_per_prompt, b.mini_batch, b.micro_batch, b.epochs, b.baseline,
                         b.critic, b.critic_warm_up));
    EXPECT_EQ(
        std::tuple(a.sampling.temperature, a.sampling.guidance, a.sampling.tokens_min, a.sampling.tokens_max,
                   a.no_end_penalty, a.scale_reward, a.critic_learning_rate, a.gamma, a.lambda),
        std::tuple(b.sampling.temperature, b.sampling.guidance, b.sampling.tokens_min, b.sampling.tokens_max,
                   b.no_end_penalty, b.scale_reward, b.critic_learning_rate, b.gamma, b.lambda));
    EXPECT_EQ(std::tuple(a.beta, a.adaptive_beta, a.kl_target, a.kl_weight, a.kl_epoch_limit, a.clip,
                         a.value_clip, a.value_weight, a.entropy_weight, a.precision),
              std::tuple(b.beta, b.adaptive_beta, b.kl_target, b.kl_weight, b.kl_epoch_limit, b.clip,
                         b.value_clip, b.value_weight, b.entropy_weight, b.precision));
    EXPECT_EQ(std::tuple(a.optimiser.learning_rate, a.optimiser.final_share, a.optimiser.warmup_steps,
                         a.optimiser.beta2, a.optimiser.gradient_norm_max),
              std::tuple(b.optimiser.learning_rate, b.optimiser.final_share, b.optimiser.warmup_steps,
                         b.optimiser.beta2, b.optimiser.gradient_norm_max));
    const auto& g = shipped.guard;
    const auto& h = plain.guard;
    EXPECT_EQ(std::tuple(g.held_out, g.samples, g.every, g.kl_limit, g.distinct_min, g.patience, g.stop),
              std::tuple(h.held_out, h.samples, h.every, h.kl_limit, h.distinct_min, h.patience, h.stop));
}

TEST_F(PromptSetTest, ConfigsWithMistakesAreNamedWithTheKey) {
    const auto error = [&](const char* json) {
        return error_of([&] { load_finetune_config(write("c.json", json)); });
    };
    EXPECT_THAT(error(R"({"iteratons": 3})"), AllOf(HasSubstr("c.json"), HasSubstr("iteratons")));
    EXPECT_THAT(error(R"({"rollout": {"temperature": 0}})"), HasSubstr("rollout.temperature"));
    EXPECT_THAT(error(R"({"rollout": {"sequences": 10, "samples_per_prompt": 4}})"), HasSubstr("multiple"));
    EXPECT_THAT(error(R"({"update": {"mini_batch": 65}})"), HasSubstr("mini_batch"));
    EXPECT_THAT(error(R"({"advantage": {"baseline": "leave_one_out"}})"), HasSubstr("samples_per_prompt"));
    EXPECT_THAT(error(R"({"advantage": {"critic": "clever"}})"), HasSubstr("shared_detached"));
    EXPECT_THAT(error(R"({"lora": {"attention": false, "mlp": false}})"), HasSubstr("lora"));
    EXPECT_THAT(error(R"({"update": {"optimiser": {"rate": 1}}})"), HasSubstr("rate"));
    EXPECT_THAT(error(R"({"guard": {"captions": "walk"}})"), HasSubstr("guard.captions"));
    EXPECT_THAT(error(R"({"kl": {"beta": "small"}})"), HasSubstr("kl.beta"));
}

}  // namespace
}  // namespace im::test
