// Fine-tuning on a GPU: twins of the CPU's tests, with the same tiny model. Skipped where there is none.

#include <cmath>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"
#include "engine/model/model_folder.h"
#include "engine/model/reward.h"
#include "engine/text/sentence_encoder.h"
#include "engine/train/finetune/finetune.h"
#include "engine/train/ppo/policy.h"
#include "engine/train/ppo/ppo.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tensors.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

class FinetuneOnGpu : public testing::Test {
  protected:
    void SetUp() override {
        try {
            gpu_ = choose_device("cuda");
        } catch (const Error& error) {
            GTEST_SKIP() << "not run, no GPU: " << error.what();
        }
        write_tiny_model(folder_ / "model");
        write_tiny_encoders(folder_ / "model");
    }
    Transformer generator(torch::Device device) const {
        return load_generator(folder_ / "model", config_, device);
    }
    Rollout rollout(const Transformer& model, const RolloutOptions& options) const {
        TokenDecoder decoder(model);
        const std::vector<int> rows = {0, 1, 2, 3, 0, 1, 2, 3};
        return roll_out(decoder, random_condition(config_.generator, 4), rows, rows, options, 5);
    }
    TemporaryFolder folder_;
    ModelConfig config_ = tiny_model_config();
    torch::Device gpu_ = torch::kCPU;
};

TEST_F(FinetuneOnGpu, SequencesAreScoredAsTheyWereSampled) {
    for (const bool bf16 : {false, true}) {
        for (const double guidance : {0.0, 1.5}) {
            const RolloutOptions options{.guidance = guidance, .tokens_max = 20};
            const auto model = generator(gpu_);
            const auto drawn = rollout(model, options);
            const torch::NoGradGuard no_grad;
            const auto scores = score(model, drawn, options, bf16);
            const auto difference =
                largest_difference(scores.log_probabilities.cpu(), drawn.log_probabilities);
            EXPECT_LT(difference, bf16 ? 0.3 : 5e-3) << "guidance " << guidance;
        }
    }
}

TEST_F(FinetuneOnGpu, TheRewardIsTheCpus) {
    const std::vector<std::vector<int>> tokens = {{1, 2, 3, 4, 5}, {9, 8, 7}, std::vector<int>(30, 11)};
    torch::Tensor scores[2];
    int i = 0;
    for (const auto device : {torch::Device(torch::kCPU), gpu_}) {
        const auto encoders = load_encoders(folder_ / "model", "reward", device);
        const auto tokenizer = load_tokenizer(folder_ / "model", config_, device);
        const auto texts = torch::nn::functional::normalize(torch::ones({3, encoders->width()}));
        scores[i++] = reward_of_tokens(*encoders, tokenizer, texts, tokens, {}, {}, {.text = 2.0}).total;
    }
    EXPECT_LT(largest_difference(scores[0], scores[1]), 1e-2);
}

TEST_F(FinetuneOnGpu, ThePolicyLearnsWhatItIsRewardedFor) {
    static constexpr int kWanted = 3;
    PpoConfig config;
    config.rollouts = 32;
    config.mini_batch = 16;
    config.critic_warm_up = 0;
    config.sampling.tokens_max = 12;
    config.optimiser = {.learning_rate = 3e-3, .final_share = 1.0, .warmup_steps = 0};
    Ppo ppo(Policy(generator(gpu_)), config, 1);
    PpoTask task;
    task.draw = [](std::int64_t, int count) {
        std::vector<int> prompts;
        for (int i = 0; i < count; ++i) prompts.push_back(i % 4);
        return prompts;
    };
    const auto conditions = random_condition(config_.generator, 4);
    task.encode = [&](const std::vector<int>& prompts) {
        return conditions.select(torch::tensor(at::ArrayRef<int>(prompts), torch::kInt64));
    };
    task.reward = [](const std::vector<int>&, const std::vector<std::vector<int>>& tokens) {
        std::vector<float> shares;
        for (const auto& sequence : tokens) {
            shares.push_back(static_cast<float>(std::count(sequence.begin(), sequence.end(), kWanted)) /
                             static_cast<float>(sequence.size()));
        }
        return SequenceRewards{torch::tensor(shares), {}};
    };
    double first = 0, last = 0;
    for (int i = 0; i < 30; ++i) {
        const auto report = ppo.iterate(i, 30, task);
        ASSERT_FALSE(report.failed);
        EXPECT_GE(report.kl, -1e-3);
        (i == 0 ? first : last) = report.reward.mean;
    }
    EXPECT_GT(last, first + 0.1);
}

TEST_F(FinetuneOnGpu, AStoppedRunGoesOnAndALoraRunIsAModel) {
    if (!std::filesystem::exists(default_sentence_encoder_folder() / "model.safetensors"))
        GTEST_SKIP() << "no sentence encoder";
    write_file_atomically(folder_ / "prompts.txt", "a person walks\nsomeone jumps\na man waves\n");
    write_file_atomically(folder_ / "config.json", R"({
        "iterations": 4, "checkpoint_every": 1, "learn": "lora", "rollout": {"sequences": 8, "tokens_max": 8}, "update": {"mini_batch": 4},
        "guard": {"captions": ["a person runs"], "every": 2, "kl_limit": 1e6, "stop": false}})");
    FinetuneRequest request;
    request.model = folder_ / "model";
    request.prompts = folder_ / "prompts.txt";
    request.config = folder_ / "config.json";
    request.out = folder_ / "out";
    request.device = "cuda";
    {
        std::unique_ptr<Finetune> run;
        FinetuneListener listener;
        listener.on_iteration = [&](const IterationReport& report) {
            if (report.iteration == 2) run->stop();
        };
        run = std::make_unique<Finetune>(request, listener);
        EXPECT_THROW(run->run(), Error);
    }
    request.resume = true;
    int iterations = 0;
    Finetune(request, {.on_iteration = [&](const IterationReport&) { ++iterations; }}).run();
    EXPECT_EQ(iterations, 2);
    // Trained on the GPU, used on the CPU.
    EXPECT_NO_THROW(load_generator(folder_ / "out", load_model_config(folder_ / "out"), torch::kCPU));
}

}  // namespace
}  // namespace im::test
