#pragma once
// Whole fine-tuning runs on a model of a few kilobytes, with stand-ins for the encoders: the reward is for
// short motions.

#include <cmath>
#include <filesystem>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include <ATen/CPUGeneratorImpl.h>
#include <gtest/gtest.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/model/motion_text_encoders.h"
#include "engine/model/weights.h"
#include "engine/text/sentence_encoder.h"
#include "engine/train/finetune/finetune.h"
#include "tests/support/run_log.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_model.h"

namespace im::test {

/// States that depend on the text, and on nothing else.
class FakeTextEncoder : public SentenceEncoder {
  public:
    std::function<void()> on_encode = [] {};
    EncodedText encode(const std::vector<std::string>& texts, int) const override {
        on_encode();
        std::vector<torch::Tensor> states;
        for (const auto& text : texts) {
            auto generator = at::detail::createCPUGenerator(std::hash<std::string>()(text));
            states.push_back(torch::randn({3, kWidth}, generator, torch::kFloat32) * 0.1);
        }
        const auto all = torch::stack(states);
        return {all, torch::ones({all.size(0), 3}, torch::kBool),
                torch::nn::functional::normalize(all.mean(1))};
    }
    std::vector<std::vector<std::int64_t>> tokenize(const std::vector<std::string>& texts,
                                                    int) const override {
        return std::vector<std::vector<std::int64_t>>(texts.size(), {1, 2, 3});
    }
};

/// Texts lie at angle 0, motions at an angle that falls (or rises) with their length.
class LengthEncoders : public MotionTextEncoders {
  public:
    explicit LengthEncoders(bool likes_long) : likes_long_(likes_long) {}
    int width() const override { return 2; }
    torch::Tensor embed_texts(const std::vector<Caption>& captions) const override {
        return torch::tensor({{1.0f, 0.0f}}).repeat({static_cast<std::int64_t>(captions.size()), 1});
    }
    torch::Tensor embed_motions(const torch::Tensor&, const torch::Tensor& frames) const override {
        on_motions();
        if (++calls_ > nan_after && calls_ <= nan_until)
            return torch::full({frames.size(0), 2}, std::numeric_limits<float>::quiet_NaN());
        const auto share = (frames.to(torch::kFloat32) / 40).clamp_max(1);  // 10 tokens
        const auto angle = (likes_long_ ? 1 - share : share) * 1.5;
        return torch::stack({torch::cos(angle), torch::sin(angle)}, 1);
    }
    std::function<void()> on_motions = [] {};
    int nan_after = std::numeric_limits<int>::max(), nan_until = std::numeric_limits<int>::max();

  private:
    bool likes_long_;
    mutable int calls_ = 0;
};

inline nlohmann::json tiny_finetuning() {
    return nlohmann::json::parse(R"({
        "iterations": 6, "checkpoint_every": 2,
        "rollout": {"sequences": 8, "tokens_max": 10},
        "advantage": {"critic_warm_up": 1},
        "update": {"mini_batch": 4, "precision": "fp32", "optimiser": {"learning_rate": 1e-3}},
        "lora": {"rank": 2},
        "guard": {"captions": ["a person walks", "a person runs"], "held_out": 2, "samples": 2, "every": 2, "kl_limit": 1e6}})");
}

/// Long and fast enough that what is learnt shows.
inline nlohmann::json visible_finetuning() {
    auto config = tiny_finetuning();
    config["iterations"] = 16;
    config["rollout"]["sequences"] = 24;
    config["update"]["mini_batch"] = 12;
    config["update"]["optimiser"]["learning_rate"] = 3e-3;
    return config;
}

class FinetuneTest : public testing::Test {
  protected:
    FinetuneTest() {
        model_config_.codec = FeatureCodec::Official;  // the tiny data set's
        write_tiny_model(folder_ / "base", model_config_);
        write_prompts("prompts.txt", 12);
        write_config(tiny_finetuning());
    }
    void write_prompts(const std::string& name, int count) {
        std::string text;
        for (int i = 0; i < count; ++i) text += "a person takes " + std::to_string(i) + " steps\n";
        write_file_atomically(folder_ / name, text);
    }
    void write_config(const nlohmann::json& config) {
        write_file_atomically(folder_ / "config.json", config.dump());
    }
    FinetuneRequest request(const std::string& out) {
        FinetuneRequest r;
        r.model = folder_ / "base";
        r.prompts = folder_ / "prompts.txt";
        r.config = folder_ / "config.json";
        r.out = folder_ / out;
        r.device = "cpu";
        r.threads = 1;
        r.seed = 5;
        r.text_encoder = std::make_shared<FakeTextEncoder>();
        r.reward_encoders = std::make_shared<LengthEncoders>(false);
        r.judge_encoders = std::make_shared<LengthEncoders>(false);
        return r;
    }
    static std::string error_of(const FinetuneRequest& r, ErrorKind kind,
                                const FinetuneListener& listener = {}) {
        try {
            Finetune(r, listener).run();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), kind) << error.what();
            return error.what();
        }
        return "no error";
    }
    std::vector<nlohmann::json> log(const std::string& out) const { return read_run_log(log_file(out)); }
    std::vector<std::string> curve(const std::string& out) const { return read_curve(log_file(out)); }
    std::filesystem::path log_file(const std::string& out) const {
        return folder_ / out / "finetune.log.jsonl";
    }
    void expect_same_run(const std::string& a, const std::string& b) const {
        EXPECT_EQ(curve(a), curve(b));
        for (const char* file : {"finetune.checkpoint.safetensors", "generator.safetensors"}) {
            const auto ta = load_tensors(folder_ / a / file), tb = load_tensors(folder_ / b / file);
            ASSERT_EQ(ta.size(), tb.size());
            for (const auto& [name, tensor] : ta)
                EXPECT_TRUE(torch::equal(tensor, tb.at(name))) << file << " " << name;
        }
    }
    TemporaryFolder folder_;
    ModelConfig model_config_ = tiny_model_config();
};

}  // namespace im::test
