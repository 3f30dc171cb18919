// The encoders as networks and as files, and the trainers that make them.

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/model_folder.h"
#include "engine/model/weights.h"
#include "engine/text/sentence_encoder.h"
#include "engine/train/supervised/contrastive_data.h"
#include "engine/train/supervised/train.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_dataset.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

ContrastiveConfig tiny(const std::string& kind) {
    ContrastiveConfig config;
    config.kind = kind;
    config.width = 16;
    config.hidden = 8;
    config.layers = 2;
    config.heads = 2;
    config.embedding = 12;
    return config;
}

ContrastivePair random_pair(const std::string& kind) {
    torch::manual_seed(4);
    ContrastivePair pair(tiny(kind));
    pair->eval();
    return pair;
}

class BothKinds : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Encoders, BothKinds, testing::Values("gru", "transformer"));

TEST_P(BothKinds, NeitherPaddingNorTheRestOfTheBatchChangesAMotion) {
    const torch::NoGradGuard no_grad;
    ContrastivePair pair = random_pair(GetParam());
    for (const std::int64_t frames : {1, 2, 7, 30, 41}) {
        const auto x = torch::randn({1, frames, 137});
        const auto alone = pair->embed_motion(x, torch::tensor({frames}));
        auto batch = torch::randn({3, 64, 137});  // padded with anything
        batch[1].slice(0, 0, frames).copy_(x[0]);
        const auto together =
            pair->embed_motion(batch, torch::tensor({std::int64_t{64}, frames, std::int64_t{12}}));
        EXPECT_TRUE(torch::allclose(together[1], alone[0], 1e-4, 1e-5)) << frames;
        EXPECT_NEAR(alone[0].norm().item<double>(), 1.0, 1e-5);
    }
}

TEST_P(BothKinds, NeitherPaddingNorTheRestOfTheBatchChangesAText) {
    const torch::NoGradGuard no_grad;
    ContrastivePair pair = random_pair(GetParam());
    const auto states = torch::randn({1, 5, 384});
    const auto alone = pair->embed_text(states, torch::ones({1, 5}, torch::kBool));
    auto batch = torch::randn({2, 11, 384});
    batch[0].slice(0, 0, 5).copy_(states[0]);
    auto mask = torch::ones({2, 11}, torch::kBool);
    mask[0].slice(0, 5).fill_(false);
    EXPECT_TRUE(torch::allclose(pair->embed_text(batch, mask)[0], alone[0], 1e-4, 1e-5));
}

TEST_P(BothKinds, OrderIsHeardInWordsAndInMotion) {
    const torch::NoGradGuard no_grad;
    ContrastivePair pair = random_pair(GetParam());
    const auto x = torch::randn({1, 40, 137});
    EXPECT_GT(
        (pair->embed_motion(x, torch::tensor({40})) - pair->embed_motion(x.flip(1), torch::tensor({40})))
            .norm()
            .item<double>(),
        1e-3);
    const auto states = torch::randn({1, 8, 384});
    const auto mask = torch::ones({1, 8}, torch::kBool);
    EXPECT_GT((pair->embed_text(states, mask) - pair->embed_text(states.flip(1), mask)).norm().item<double>(),
              1e-3);
}

class EncoderFiles : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists(default_sentence_encoder_folder() / "model.safetensors"))
            GTEST_SKIP() << "no sentence encoder";
        const ContrastivePair pair = random_pair("gru");
        fs::create_directories(folder_ / "model");
        save_encoders(folder_ / "model", "reward", pair, {{0.1f, 0.2f, 0.4f, 0.8f}, {0.5f, 1.0f}}, true);
    }
    void expect_error(ErrorKind kind, const std::string& name, const std::string& text) {
        try {
            load_encoders(folder_ / "model", name);
            ADD_FAILURE() << "loaded: " << text;
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), kind);
            EXPECT_THAT(error.what(), HasSubstr(name + ".safetensors"));
            EXPECT_THAT(error.what(), HasSubstr(text));
        }
    }
    void edit(const std::function<void(TensorMap&)>& change,
              const std::map<std::string, std::string>& metadata = {}) {
        const auto file = folder_ / "model/reward.safetensors";
        TensorMap tensors = load_tensors(file);
        change(tensors);
        save_tensors(file, tensors,
                     metadata.empty()
                         ? std::map<std::string, std::string>{{"config", to_json(tiny("gru")).dump()}}
                         : metadata);
    }
    TemporaryFolder folder_;
};

TEST_F(EncoderFiles, ComeBackAsTheyWereSaved) {
    const auto encoders = load_encoders(folder_ / "model", "reward");
    EXPECT_EQ(encoders->width(), 12);
    const auto together = encoders->embed_texts({{"a person walks forward", {}}, {"someone jumps", {}}});
    EXPECT_EQ(together.sizes(), (std::vector<std::int64_t>{2, 12}));
    EXPECT_TRUE(torch::allclose(encoders->embed_texts({{"someone jumps", {}}})[0], together[1], 1e-3, 1e-4));
    auto features = torch::randn({2, 30, 263});
    const auto clean = encoders->embed_motions(features, torch::tensor({20, 30}));
    features[0].slice(0, 20).fill_(std::numeric_limits<float>::quiet_NaN());
    EXPECT_TRUE(torch::equal(encoders->embed_motions(features, torch::tensor({20, 30})), clean))
        << "padding is not looked at";
    EXPECT_THROW(encoders->embed_motions(features, torch::tensor({31, 30})), Error);
    EXPECT_THROW(encoders->embed_motions(features, torch::tensor({0, 30})), Error);
    EXPECT_THROW(encoders->embed_motions(torch::zeros({1, 30, 251}), torch::tensor({30})), Error);
    const DistanceScale* scale = encoders->distance_scale();
    ASSERT_NE(scale, nullptr);
    EXPECT_DOUBLE_EQ(scale->share_of_matched_beyond(0.3), 0.5);
    EXPECT_DOUBLE_EQ(scale->share_of_mismatched_beyond(0.3), 1.0);
}

TEST_F(EncoderFiles, ThatAreMissingOrDamagedAreNamedWithWhatIsWrong) {
    expect_error(ErrorKind::Resource, "judge", "train judge");
    edit([](TensorMap& t) { t.erase("text_in.bias"); });
    expect_error(ErrorKind::Input, "reward", "text_in.bias");
    SetUp();
    edit([](TensorMap& t) { t["text_in.bias"].fill_(std::numeric_limits<float>::infinity()); });
    expect_error(ErrorKind::Input, "reward", "text_in.bias");
    SetUp();
    edit([](TensorMap& t) { t["std"].zero_(); });
    expect_error(ErrorKind::Input, "reward", "std");
    SetUp();
    edit([](TensorMap& t) { t["matched_distances"] = torch::tensor({2.0f, 1.0f}); });
    expect_error(ErrorKind::Input, "reward", "matched_distances");
    SetUp();
    edit([](TensorMap&) {}, {{"kind", "reward"}});
    expect_error(ErrorKind::Input, "reward", "config");
    edit([](TensorMap&) {}, {{"config", R"({"kind": "gru", "width": 1000000})"}});
    expect_error(ErrorKind::Input, "reward", "width");
    edit([](TensorMap&) {}, {{"config", R"({"kind": "gru", "width": 32})"}});
    expect_error(ErrorKind::Input, "reward", "32");
    SetUp();
    fs::resize_file(folder_ / "model/reward.safetensors", 1000);
    expect_error(ErrorKind::Input, "reward", "");
}

TEST_F(EncoderFiles, OfAnotherSkeletonThanTheModelsAreRefused) {
    ModelConfig model = tiny_model_config();
    model.codec = FeatureCodec::Official;
    save_model_config(folder_ / "model", model);
    expect_error(ErrorKind::Input, "reward", "codec");
}

class EncoderTraining : public testing::Test {
  protected:
    void SetUp() override {
        if (!fs::exists(default_sentence_encoder_folder() / "model.safetensors"))
            GTEST_SKIP() << "no sentence encoder";
        write_tiny_dataset(folder_ / "data", {.train_clips = 12, .val_clips = 4, .test_clips = 2});
        ModelConfig model = tiny_model_config();
        model.codec = FeatureCodec::Official;
        write_tiny_model(folder_ / "model", model);
        auto config = to_json(model);
        config["reward"] = {{"kind", "gru"}, {"width", 16}, {"hidden", 8}, {"embedding", 12}};
        config["judge"] = {{"kind", "transformer"}, {"width", 16}, {"heads", 2}, {"embedding", 12}};
        const nlohmann::json stage = {{"steps", 4},
                                      {"batch", 4},
                                      {"sequences", 2},
                                      {"validate_every", 2},
                                      {"checkpoint_every", 2},
                                      {"precision", "fp32"},
                                      {"optimiser", {{"warmup_steps", 1}, {"learning_rate", 1e-3}}}};
        config["train"] = {{"reward", stage}, {"judge", stage}};
        config["train"]["judge"]["loss"] = "margin";
        config["train"]["judge"]["hold_out_part"] = 1;
        write_file_atomically(folder_ / "config.json", config.dump());
    }
    TrainRequest request(const std::string& out) {
        TrainRequest r;
        r.data = {folder_ / "data"};
        r.config = folder_ / "config.json";
        r.out = folder_ / out;
        r.model = folder_ / "model";
        r.device = "cpu";
        r.threads = 1;
        return r;
    }
    TemporaryFolder folder_;
};

TEST_F(EncoderTraining, AStoppedAndResumedRunEndsWithTheSameWeights) {
    train_reward(request("whole"));
    auto cut = request("cut");
    std::stop_source source;
    cut.stop = source.get_token();
    cut.on_progress = [&](const TrainProgress& progress) {
        if (progress.stage == "saving" && progress.step >= 2) source.request_stop();
    };
    EXPECT_THROW(train_reward(cut), Error);
    auto again = request("cut");
    again.resume = true;
    train_reward(again);
    const auto a = load_tensors(folder_ / "whole/reward.checkpoint.safetensors");
    const auto b = load_tensors(folder_ / "cut/reward.checkpoint.safetensors");
    ASSERT_EQ(a.size(), b.size());
    for (const auto& [name, tensor] : a) EXPECT_TRUE(torch::equal(tensor, b.at(name))) << name;
    EXPECT_EQ(load_encoders(folder_ / "whole", "reward")->width(), 12);
}

TEST_F(EncoderTraining, TheJudgeMayHaveAnotherKindAndLoss) {
    train_judge(request("out"));
    const auto judge = load_encoders(folder_ / "out", "judge");
    ASSERT_NE(judge->distance_scale(), nullptr);
    EXPECT_FALSE(has_encoders(folder_ / "out", "reward"));
}

TEST_F(EncoderTraining, WithoutATokenizerTheFolderIsNamed) {
    auto r = request("out");
    r.model = folder_ / "nowhere";
    try {
        train_reward(r);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Input);
        EXPECT_THAT(error.what(), HasSubstr("nowhere"));
    }
}

TEST(JoinMotions, KeepsBothPartsWithoutAJumpAndWithinTheLimit) {
    torch::manual_seed(2);
    const auto a = torch::zeros({60, 137}), b = torch::ones({50, 137});
    const auto joined = join_motions(a, b, 196);
    EXPECT_GE(joined.size(0), 60 + 50 - 24);
    EXPECT_LE(joined.size(0), 110);
    EXPECT_EQ(joined[0][0].item<float>(), 0.0f);
    EXPECT_EQ(joined[-1][0].item<float>(), 1.0f);
    EXPECT_LE(joined.diff(1, 0).abs().max().item<float>(), 0.2f);
    EXPECT_LE(join_motions(torch::zeros({150, 137}), torch::ones({150, 137}), 196).size(0), 196);
}

}  // namespace
}  // namespace im::test
