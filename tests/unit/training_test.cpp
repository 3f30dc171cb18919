// The trainers on a data set and models of a few kilobytes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/model/model_folder.h"
#include "engine/model/motion_recovery.h"
#include "engine/model/text_encoder.h"
#include "engine/model/weights.h"
#include "engine/motion/representation/features.h"
#include "engine/text/sentence_encoder.h"
#include "engine/train/run/run_state.h"
#include "engine/train/supervised/train.h"
#include "tests/support/run_log.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_dataset.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;
using testing::HasSubstr;

json tiny_config() {
    return json::parse(R"({
      "name": "tiny", "codec": "official",
      "tokenizer": {"feature_width": 263, "width": 16, "code_dim": 8, "codebook_size": 16, "depth": 1},
      "generator": {"codebook_size": 16, "width": 16, "base_layers": 1, "head_layers": 1, "heads": 2, "block_size": 50,
                    "condition_width": 384, "prefix_positions": 12, "length_condition": true},
      "train": {
        "tokenizer": {"steps": 12, "batch_frames": 128, "window_frames": [32], "loss": "geometric", "validate_every": 6,
                      "checkpoint_every": 4, "precision": "fp32", "optimiser": {"warmup_steps": 2, "learning_rate": 1e-3}},
        "generator": {"steps": 12, "batch": 4, "validate_every": 6, "checkpoint_every": 4, "precision": "fp32",
                      "optimiser": {"warmup_steps": 2, "learning_rate": 1e-3}}}})");
}

class Training : public testing::Test {
  protected:
    void SetUp() override {
        write_tiny_dataset(folder_ / "data");
        write_config(tiny_config());
    }
    void write_config(const json& config) { write_file_atomically(folder_ / "config.json", config.dump()); }
    TrainRequest request(const std::string& out) {
        TrainRequest r;
        r.data = {folder_ / "data"};
        r.config = folder_ / "config.json";
        r.out = folder_ / out;
        r.device = "cpu";
        r.threads = 1;
        r.seed = 3;
        return r;
    }
    /// Runs until `step`, then stops as Ctrl+C would; the run is left as a killed one is: at its last
    /// checkpoint.
    void train_and_stop_at(TrainRequest r, std::int64_t step) {
        std::stop_source source;
        r.stop = source.get_token();
        r.on_progress = [&](const TrainProgress& progress) {
            if (progress.stage == "saving" && progress.step >= step) source.request_stop();
        };
        try {
            train_tokenizer(r);
            ADD_FAILURE() << "the run was not stopped";
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Interrupted);
        }
    }
    /// (step, loss) lines of a log.
    static std::vector<std::string> curve(const fs::path& log) {
        std::vector<std::string> lines;
        for (const auto& entry : read_run_log(log)) {
            lines.push_back(fmt::format("{} {} {}", entry["kind"].get<std::string>(), entry["step"].dump(),
                                        entry.value("loss", entry.value("score", 0.0))));
        }
        return lines;
    }
    TemporaryFolder folder_;
};

TEST_F(Training, AStoppedAndResumedRunFollowsTheSameCurve) {
    train_tokenizer(request("whole"));
    train_and_stop_at(request("cut"), 4);
    auto again = request("cut");
    again.resume = true;
    train_tokenizer(again);
    EXPECT_EQ(curve(folder_ / "whole/tokenizer.log.jsonl"), curve(folder_ / "cut/tokenizer.log.jsonl"));
    const auto a = load_tensors(folder_ / "whole/tokenizer.checkpoint.safetensors");
    const auto b = load_tensors(folder_ / "cut/tokenizer.checkpoint.safetensors");
    ASSERT_EQ(a.size(), b.size());
    for (const auto& [name, tensor] : a) EXPECT_TRUE(torch::equal(tensor, b.at(name))) << name;
}

TEST_F(Training, ARunIsNotOverwrittenByAccident) {
    train_tokenizer(request("run"));
    try {
        train_tokenizer(request("run"));
        FAIL() << "the second run started";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Usage);
        EXPECT_THAT(error.what(), HasSubstr("--resume"));
    }
}

TEST_F(Training, ARunIsNotResumedWithAnotherConfig) {
    train_and_stop_at(request("run"), 4);
    auto config = tiny_config();
    config["train"]["tokenizer"]["optimiser"]["learning_rate"] = 2e-3;
    write_config(config);
    auto again = request("run");
    again.resume = true;
    EXPECT_THROW(train_tokenizer(again), Error);
}

TEST_F(Training, ATrainedTokenizerIsAModelFolderThatLoads) {
    train_tokenizer(request("run"));
    const ModelConfig config = load_model_config(folder_ / "run");
    EXPECT_EQ(config.name, "tiny");
    Tokenizer tokenizer = load_tokenizer(folder_ / "run", config, torch::kCPU);
    const auto tokens = tokenizer.vqvae->encode(torch::zeros({1, 40, 263}));
    EXPECT_EQ(tokens.sizes(), torch::IntArrayRef({1, 10}));
}

TEST_F(Training, DetailsGrowOnATokenizerWhoseBaseTokensStay) {
    train_tokenizer(request("base"));
    auto config = tiny_config();
    config["tokenizer"]["levels"] = config["generator"]["levels"] = 3;
    config["train"]["tokenizer"]["freeze_base"] = true;
    write_config(config);
    auto grown = request("grown");
    grown.from = folder_ / "base";
    train_tokenizer(grown);

    const auto load = [&](const char* name) {
        return load_tokenizer(folder_ / name, load_model_config(folder_ / name), torch::kCPU);
    };
    Tokenizer before = load("base"), after = load("grown");
    torch::manual_seed(1);
    const auto motion = torch::randn({1, 40, 263});
    const auto base_tokens = before.vqvae->encode(motion), tokens = after.vqvae->encode(motion);
    EXPECT_EQ(tokens.sizes(), torch::IntArrayRef({1, 30}));
    EXPECT_TRUE(torch::equal(tokens.slice(1, 0, 30, 3), base_tokens));
    EXPECT_EQ(after.vqvae->decode(tokens).sizes(), torch::IntArrayRef({1, 40, 263}));

    if (!fs::exists(default_sentence_encoder_folder() / "model.safetensors"))
        GTEST_SKIP() << "no sentence encoder";
    train_generator(request("grown"));
    EXPECT_EQ(load_generator(folder_ / "grown", load_model_config(folder_ / "grown"), torch::kCPU)
                  ->config()
                  .tokens_max(),
              49 * 3);
}

TEST_F(Training, DetailsAreNotLearntWithoutABase) {
    auto config = tiny_config();
    config["tokenizer"]["levels"] = config["generator"]["levels"] = 2;
    write_config(config);
    EXPECT_THROW(train_tokenizer(request("free")), Error) << "the base would be left to chance";
    config["train"]["tokenizer"]["freeze_base"] = true;
    write_config(config);
    EXPECT_THROW(train_tokenizer(request("alone")), Error);
}

TEST_F(Training, TheGeneratorLearnsOnTopOfATokenizer) {
    if (!fs::exists(default_sentence_encoder_folder() / "model.safetensors"))
        GTEST_SKIP() << "no sentence encoder";
    train_tokenizer(request("run"));
    train_generator(request("run"));
    const ModelConfig config = load_model_config(folder_ / "run");
    Transformer generator = load_generator(folder_ / "run", config, torch::kCPU);
    EXPECT_EQ(generator->config().prefix_positions, 12);
    EXPECT_FALSE(curve(folder_ / "run/generator.log.jsonl").empty());
}

TEST_F(Training, AGeneratorThatHearsClipTakesItsTowerAlong) {
    if (!fs::exists(default_clip_vocabulary())) GTEST_SKIP() << "no CLIP vocabulary";
    auto config = tiny_config();
    config["text_encoder"] = "clip";
    config["generator"]["condition_width"] = 64;
    config["generator"]["prefix_positions"] = 0;
    config["generator"]["length_condition"] = false;
    write_config(config);
    train_tokenizer(request("tokenizer"));
    ClipTextTower tower(ClipTextConfig{.width = 64, .layers = 1, .embedding = 64});
    save_clip(folder_ / "tokenizer", tower, default_clip_vocabulary(), true);
    auto generator = request("run");
    generator.model = folder_ / "tokenizer";
    train_generator(generator);
    const ModelConfig trained = load_model_config(folder_ / "run");
    EXPECT_EQ(trained.text_encoder, TextEncoderKind::Clip);
    EXPECT_EQ(load_text_encoder(folder_ / "run", trained, torch::kCPU)->width(), 64);
}

TEST_F(Training, AGeneratorThatHearsClipNeedsItsTower) {
    auto config = tiny_config();
    config["text_encoder"] = "clip";
    write_config(config);
    train_tokenizer(request("run"));
    try {
        train_generator(request("run"));
        FAIL() << "trained without a text encoder";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Resource);
        EXPECT_THAT(error.what(), HasSubstr("clip.safetensors is missing"));
    }
}

TEST_F(Training, UnknownKeysAndWrongTypesInAConfigAreNamed) {
    auto config = tiny_config();
    config["train"]["tokenizer"]["learning_rat"] = 1;
    write_config(config);
    try {
        train_tokenizer(request("run"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        EXPECT_THAT(error.what(), HasSubstr("learning_rat"));
    }
    config = tiny_config();
    config["tokenizer"]["width"] = "wide";
    write_config(config);
    try {
        train_tokenizer(request("run"));
        FAIL();
    } catch (const Error& error) {
        EXPECT_THAT(error.what(), HasSubstr("tokenizer.width"));
        EXPECT_THAT(error.what(), HasSubstr("\"wide\""));
    }
}

TEST(LearningRate, WarmsUpThenFallsToItsFinalShare) {
    OptimiserConfig config;
    config.learning_rate = 1.0;
    config.final_share = 0.1;
    config.warmup_steps = 10;
    EXPECT_NEAR(learning_rate_at(config, 0, 110), 0.1, 1e-9);
    EXPECT_NEAR(learning_rate_at(config, 9, 110), 1.0, 1e-9);
    EXPECT_NEAR(learning_rate_at(config, 60, 110), 0.55, 1e-9);
    EXPECT_NEAR(learning_rate_at(config, 110, 110), 0.1, 1e-9);
    config.schedule = "step";
    config.drop_at = 0.5;
    EXPECT_NEAR(learning_rate_at(config, 54, 110), 1.0, 1e-9);
    EXPECT_NEAR(learning_rate_at(config, 56, 110), 0.1, 1e-9);
}

TEST(MotionRecovery, EqualsThePlainDecoder) {
    const Skeleton& skeleton = humanml3d_skeleton();
    torch::manual_seed(5);
    auto features = torch::randn({1, 30, 263}) * 0.1;
    FeatureSequence plain{30, 263, {}};
    plain.values.assign(features.data_ptr<float>(), features.data_ptr<float>() + features.numel());
    const MotionClip want = decode_features(plain, skeleton);
    const auto got = recover_motion(features, 22).global;
    for (int t = 0; t < 30; ++t) {
        for (int j = 0; j < 22; ++j) {
            for (int k = 0; k < 3; ++k) {
                EXPECT_NEAR(got[0][t][j][k].item<float>(), want.frame(t)[static_cast<std::size_t>(j)][k],
                            1e-4);
            }
        }
    }
}

}  // namespace
}  // namespace im::test
