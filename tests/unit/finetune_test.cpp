// What a fine-tuning run learns, keeps, logs and refuses.
#include "tests/support/finetune_fixture.h"

#include <gmock/gmock.h>

#include "engine/model/contrastive_encoders.h"
#include "engine/model/generator_snapshot.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/train/finetune/preference.h"
#include "tests/support/tiny_dataset.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST_F(FinetuneTest, LearnsAndLeavesTheBestModelInAModelFolder) {
    write_config(visible_finetuning());
    const auto base_before = generator_hash(folder_ / "base");
    std::vector<GuardReport> looks;
    Finetune run(request("out"), {.on_guard = [&](const GuardReport& report) { looks.push_back(report); }});
    run.run();
    EXPECT_EQ(run.state(), FinetuneState::Done);
    EXPECT_EQ(run.ended_early(), "");
    ASSERT_EQ(looks.size(), 9u);
    EXPECT_EQ(looks[0].iteration, 0);
    EXPECT_EQ(looks[0].prompts.size(), 4u);
    EXPECT_EQ(looks[0].tokens.size(), 8u);
    EXPECT_GT(looks.back().judge, looks.front().judge + 0.1);
    EXPECT_LT(looks.back().tokens_mean, looks.front().tokens_mean - 1);

    EXPECT_EQ(generator_hash(folder_ / "base"), base_before);
    const auto model = load_model_config(folder_ / "out");
    EXPECT_EQ(model.name, "out");
    EXPECT_TRUE(load_tokenizer(folder_ / "out", model, torch::kCPU).mean.defined());
    const auto tuned = load_generator(folder_ / "out", model, torch::kCPU);
    const auto base = load_generator(folder_ / "base", model, torch::kCPU);
    EXPECT_FALSE(torch::equal(tuned->output()->weight, base->output()->weight));
}

TEST_F(FinetuneTest, TheLogHasEveryFigureThatOneReads) {
    Finetune(request("out")).run();
    const auto lines = log("out");
    int iterations = 0, looks = 0;
    for (const auto& line : lines) {
        if (line["kind"] == "guard") {
            ++looks;
            for (const char* key : {"guard.judge", "guard.judge_captions", "guard.judge_held_out",
                                    "guard.reward", "guard.alarms"}) {
                EXPECT_TRUE(line.contains(key)) << key;
            }
            continue;
        }
        if (line["kind"] == "result") {
            EXPECT_TRUE(line["own"].contains("judge"));
            continue;
        }
        ++iterations;
        EXPECT_EQ(line["step"], iterations);
        for (const char* key : {"reward.mean",
                                "reward.std",
                                "reward.text.mean",
                                "reward.text.std",
                                "kl",
                                "entropy",
                                "approx_kl",
                                "clip_fraction",
                                "ratio.mean",
                                "ratio.variance",
                                "value_loss",
                                "explained_variance",
                                "gradient_norm",
                                "tokens_per_second",
                                "end_rate",
                                "tokens.mean",
                                "distinct_share",
                                "seconds.rollout",
                                "beta",
                                "learning_rate"}) {
            EXPECT_TRUE(line.contains(key) && !line[key].is_null()) << key;
        }
    }
    EXPECT_EQ(iterations, 6);
    EXPECT_EQ(looks, 4);  // 0, 2, 4, 6
}

TEST_F(FinetuneTest, WhatTheUserLikesIsATermOfItsOwnThatIsFollowedAndKept) {
    write_config(visible_finetuning());
    auto r = request("out");
    r.reward_encoders =
        std::make_shared<LengthEncoders>(true);  // alone, they would teach it to move for long
    r.preferences = [](const MotionTextEncoders& encoders, const Tokenizer&) {
        EXPECT_EQ(encoders.width(), 2);
        // Far from the text, which is where short motions are.
        return PreferenceFit{{torch::zeros({}), torch::tensor({0.0f, 40.0f, 0.0f, 0.0f})}, 50, 0.9, 0.5, 0.5};
    };
    std::vector<GuardReport> looks;
    Finetune(r, {.on_guard = [&](const GuardReport& report) { looks.push_back(report); }}).run();
    EXPECT_LT(looks.back().tokens_mean, looks.front().tokens_mean - 1);
    EXPECT_GT(looks.back().preference.value(), looks.front().preference.value() + 1);
    const auto lines = log("out");
    EXPECT_EQ(lines[0]["kind"], "preferences");
    EXPECT_EQ(lines[0]["accuracy"], 0.9);
    EXPECT_EQ(lines[0]["weight"], 0.5);
    const auto& iteration = lines[2];
    EXPECT_NEAR(
        iteration["reward.mean"].get<double>(),
        iteration["reward.text.mean"].get<double>() + iteration["reward.preference.mean"].get<double>(),
        1e-4);
    EXPECT_TRUE(fs::exists(folder_ / "out/preference.safetensors"));
}

TEST_F(FinetuneTest, LearnsLoraAdaptersOfTheBase) {
    auto r = request("out");
    r.lora = true;
    Finetune(r).run();
    EXPECT_TRUE(is_lora_folder(folder_ / "out"));
    EXPECT_FALSE(fs::exists(folder_ / "out/generator.safetensors"));
    const auto model = load_model_config(folder_ / "out");
    const auto tuned = load_generator(folder_ / "out", model, torch::kCPU);
    write_tiny_encoders(folder_ / "base");
    merge_lora_folder(folder_ / "out", folder_ / "merged");
    for (const char* name : {"reward", "judge"}) EXPECT_TRUE(has_encoders(folder_ / "merged", name)) << name;
    const auto merged =
        load_generator(folder_ / "merged", load_model_config(folder_ / "merged"), torch::kCPU);
    for (const auto& item : tuned->named_parameters()) {
        EXPECT_TRUE(torch::equal(item.value(), merged->named_parameters()[item.key()])) << item.key();
    }
    auto again = request("second");
    again.model = folder_ / "out";
    again.lora = true;
    EXPECT_THAT(error_of(again, ErrorKind::Usage), HasSubstr("merge"));
    again.lora = false;  // all weights, on top of the corrections
    Finetune(again).run();
    EXPECT_TRUE(fs::exists(folder_ / "second/generator.safetensors"));
}

TEST_F(FinetuneTest, TheBestWeightsAreHandedOnAsTheyAreInTheFolder) {
    write_config(visible_finetuning());
    for (const bool lora : {false, true}) {
        SCOPED_TRACE(lora);
        auto r = request(lora ? "corrections" : "whole");
        r.lora = lora;
        r.iterations = 6;
        std::shared_ptr<const GeneratorSnapshot> handed;
        int checked = 0;
        FinetuneListener listener;
        listener.on_better = [&](std::shared_ptr<const GeneratorSnapshot> weights) {
            handed = std::move(weights);
        };
        listener.on_guard = [&](const GuardReport& report) {
            ASSERT_EQ(handed != nullptr, report.verdict.best && report.iteration > 0);
            if (!handed) return;
            ++checked;
            const auto model = load_model_config(r.out);
            const auto kept = tensors_of(*load_generator(r.out, model, torch::kCPU));
            for (const auto& [name, tensor] : tensors_of(*handed->make(torch::kCPU)))
                EXPECT_TRUE(torch::equal(tensor, kept.at(name))) << name;
            handed.reset();
        };
        Finetune(r, listener).run();
        EXPECT_GT(checked, 0);
    }
}

TEST_F(FinetuneTest, MixesCapturedMotionsInAtTheGivenShare) {
    write_tiny_dataset(folder_ / "data");
    auto config = tiny_finetuning();
    config["reward"]["paired_share"] = 0.25;
    config["rollout"]["tokens_max"] = 6;  // shorter than the captured motions
    write_config(config);
    auto r = request("out");
    r.paired = {folder_ / "data"};
    r.iterations = 2;
    Finetune(r).run();
    const auto line = log("out")[1];
    ASSERT_EQ(line["kind"], "iteration");
    EXPECT_LT(line["reward.motion.mean"], 0);
    EXPECT_NEAR(line["reward.mean"].get<double>(),
                line["reward.motion.mean"].get<double>() + line["reward.text.mean"].get<double>(), 1e-5);
}

TEST_F(FinetuneTest, EndsByItselfWhenTheRewardRisesAndTheJudgeFalls) {
    auto config = tiny_finetuning();
    config["iterations"] = 40;
    config["rollout"]["sequences"] = 24;
    config["update"]["mini_batch"] = 12;
    config["update"]["optimiser"]["learning_rate"] = 3e-3;
    config["guard"]["patience"] = 1;
    write_config(config);
    auto r = request("out");
    r.judge_encoders = std::make_shared<LengthEncoders>(true);
    std::vector<std::string> warnings;
    Finetune run(r, {.on_warning = [&](const std::string& message) { warnings.push_back(message); }});
    run.run();
    EXPECT_THAT(run.ended_early(), HasSubstr("judge"));
    EXPECT_THAT(warnings, testing::Contains(HasSubstr("judge")));
    EXPECT_LT(log("out").size(), 60u);
    // What is kept is the best by the judge: not the last.
    const auto lines = log("out");
    EXPECT_EQ(lines.back()["kind"], "result");
    EXPECT_FALSE(lines[lines.size() - 2]["guard.best"].get<bool>());
}

TEST_F(FinetuneTest, RewardsThatStayNanEndTheRunWithTheLastGoodStateKept) {
    auto r = request("out");
    auto encoders = std::make_shared<LengthEncoders>(true);
    encoders->nan_after = 4;
    r.reward_encoders = encoders;
    EXPECT_THAT(error_of(r, ErrorKind::Input),
                testing::AllOf(HasSubstr("3 iterations in a row"), HasSubstr("out")));
    EXPECT_TRUE(fs::exists(folder_ / "out/finetune.checkpoint.safetensors"));
    EXPECT_NO_THROW(load_generator(folder_ / "out", load_model_config(folder_ / "out"), torch::kCPU));
}

TEST_F(FinetuneTest, ANanRewardNowAndThenIsSkippedAndCounted) {
    auto r = request("out");
    auto encoders = std::make_shared<LengthEncoders>(false);
    encoders->nan_after = 2;  // after the base's look and iteration 1 ...
    encoders->nan_until = 3;  // ... iteration 2 only
    r.reward_encoders = encoders;
    Finetune(r).run();
    int failed = 0, skipped = 0;
    for (const auto& line : log("out")) {
        if (line["kind"] != "iteration") continue;
        failed += line["failed"].get<bool>();
        skipped += line["rewards_skipped"].get<int>();
    }
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(skipped, 8);
    EXPECT_EQ(log("out").back()["step"], 6);
}

TEST_F(FinetuneTest, FewPromptsOfOnesOwnAreAllLearntAndAllLookedAt) {
    write_prompts("ten.txt", 10);
    auto config = tiny_finetuning();
    config["guard"]["held_out"] = 16;
    write_config(config);
    auto r = request("out");
    r.prompts = folder_ / "ten.txt";
    r.iterations = 1;
    GuardReport look;
    Finetune(r, {.on_guard = [&](const GuardReport& report) { look = report; }}).run();
    EXPECT_EQ(look.prompts.size(), 2u + 10u);
}

TEST_F(FinetuneTest, NothingIsOverwrittenByAccident) {
    auto onto_base = request("base");
    EXPECT_THAT(error_of(onto_base, ErrorKind::Usage), HasSubstr("never overwritten"));
    write_tiny_model(folder_ / "other", model_config_);
    EXPECT_THAT(error_of(request("other"), ErrorKind::Usage), HasSubstr("other"));
    auto short_run = request("out");
    short_run.iterations = 1;
    Finetune(short_run).run();
    EXPECT_THAT(error_of(short_run, ErrorKind::Usage), HasSubstr("--resume"));
}

TEST_F(FinetuneTest, OnePromptIsEnoughAndAHundredThousandAreNotTooMany) {
    write_prompts("one.txt", 1);
    auto r = request("one");
    r.prompts = folder_ / "one.txt";
    r.iterations = 2;
    Finetune(r).run();
    EXPECT_EQ(log("one")[1]["rollouts"], 8);
    write_prompts("many.txt", 100'000);
    r = request("many");
    r.prompts = folder_ / "many.txt";
    r.iterations = 1;
    Finetune(r).run();
    EXPECT_EQ(log("many")[1]["rollouts"], 8);
}

TEST_F(FinetuneTest, WithoutAJudgeItWarnsAndGoesOn) {
    auto r = request("out");
    r.judge_encoders = nullptr;
    r.iterations = 2;
    std::vector<std::string> warnings;
    Finetune(r, {.on_warning = [&](const std::string& message) { warnings.push_back(message); }}).run();
    EXPECT_THAT(warnings, testing::Contains(HasSubstr("no judge")));
    EXPECT_FALSE(log("out")[0].contains("guard.judge"));
}

}  // namespace
}  // namespace im::test
