#include <gmock/gmock.h>
#include <torch/torch.h>

#include <cstdlib>
#include <fstream>
#include <thread>

#include "engine/core/error.h"
#include "engine/text/sentence_encoder.h"
#include "tests/support/temporary_folder.h"

namespace im {
namespace {

using test::TemporaryFolder;
using testing::HasSubstr;
namespace fs = std::filesystem;

class SentenceEncoding : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        if (fs::exists(default_sentence_encoder_folder() / "model.safetensors")) {
            encoder_ = SentenceEncoder::load(default_sentence_encoder_folder());
        }
    }
    static void TearDownTestSuite() { encoder_.reset(); }
    void SetUp() override {
        if (!encoder_) GTEST_SKIP() << "no sentence encoder in " << default_sentence_encoder_folder();
    }
    static double similarity(const std::string& a, const std::string& b) {
        const auto vectors = encoder_->encode({a, b}).sentence;
        return vectors[0].dot(vectors[1]).item<double>();
    }
    static inline std::shared_ptr<const SentenceEncoder> encoder_;
};

const std::vector<std::string> kMixed = {
    "a man walks", "", "someone jumps twice, then turns around and waves", "a man runs", "💃"};

TEST_F(SentenceEncoding, PadsToTheLongestAndMasksTheRest) {
    const auto encoded = encoder_->encode(kMixed);
    const auto ids = encoder_->tokenize(kMixed);
    const auto longest = static_cast<std::int64_t>(ids[2].size());
    EXPECT_EQ(encoded.states.sizes(), (std::vector<std::int64_t>{5, longest, 384}));
    EXPECT_EQ(encoded.mask.sizes(), (std::vector<std::int64_t>{5, longest}));
    EXPECT_EQ(encoded.mask.scalar_type(), torch::kBool);
    for (std::size_t i = 0; i < ids.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const auto length = static_cast<std::int64_t>(ids[i].size());
        EXPECT_TRUE(encoded.mask[row].slice(0, 0, length).all().item<bool>());
        EXPECT_FALSE(encoded.mask[row].slice(0, length).any().item<bool>());
        EXPECT_EQ(encoded.states[row].slice(0, length).abs().sum().item<double>(), 0);
        EXPECT_NEAR(encoded.sentence[row].norm().item<double>(), 1, 1e-5);
    }
    EXPECT_FALSE(encoded.states.requires_grad());
}

TEST_F(SentenceEncoding, OfATextDoesNotDependOnItsNeighbours) {
    const auto together = encoder_->encode(kMixed);
    for (std::size_t i = 0; i < kMixed.size(); ++i) {
        const auto row = static_cast<std::int64_t>(i);
        const auto alone = encoder_->encode({kMixed[i]});
        const auto states = together.states[row].slice(0, 0, alone.states.size(1));
        EXPECT_TRUE(torch::allclose(alone.states[0], states, 1e-4, 1e-5)) << kMixed[i];
        EXPECT_TRUE(torch::allclose(alone.sentence[0], together.sentence[row], 1e-4, 1e-6)) << kMixed[i];
    }
}

TEST_F(SentenceEncoding, PutsLikeMeaningsCloser) {
    EXPECT_GT(similarity("a person walks forward slowly", "someone strolls ahead without hurry"),
              similarity("a person walks forward slowly", "a man does a cartwheel") + 0.1);
}

TEST_F(SentenceEncoding, OfTenThousandWordsIsCut) {
    std::string prompt;
    for (int i = 0; i < 10'000; ++i) prompt += "walks and ";
    EXPECT_EQ(encoder_->encode({prompt}).states.size(1), 256);
    EXPECT_EQ(encoder_->encode({prompt}, 40).states.size(1), 40);
    EXPECT_EQ(encoder_->encode({prompt}, 100'000).states.size(1), 512) << "BERT has 512 positions";
}

TEST_F(SentenceEncoding, OfNoTextsIsEmpty) {
    const auto encoded = encoder_->encode({});
    EXPECT_EQ(encoded.states.size(0), 0);
    EXPECT_EQ(encoded.sentence.sizes(), (std::vector<std::int64_t>{0, 384}));
}

TEST_F(SentenceEncoding, RepeatsBitForBitFromManyThreads) {
    const auto want = encoder_->encode(kMixed);
    std::vector<std::thread> threads;
    std::vector<EncodedText> got(3);
    for (auto& result : got) threads.emplace_back([&] { result = encoder_->encode(kMixed); });
    for (auto& thread : threads) thread.join();
    for (const auto& result : got) EXPECT_TRUE(torch::equal(result.states, want.states));
}

TEST_F(SentenceEncoding, CanFeedATrainedLayer) {
    const auto weight = torch::ones({384, 2}, torch::requires_grad());
    encoder_->encode({"a man walks"}).states.matmul(weight).sum().backward();
    EXPECT_TRUE(weight.grad().defined());
}

TEST_F(SentenceEncoding, HasAFingerprintThatStays) {
    EXPECT_FALSE(encoder_->fingerprint().empty());
    EXPECT_EQ(SentenceEncoder::load(default_sentence_encoder_folder())->fingerprint(),
              encoder_->fingerprint());
}

std::string load_error(const fs::path& folder, ErrorKind kind) {
    try {
        SentenceEncoder::load(folder);
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), kind);
        return error.what();
    }
    return "no error";
}

TEST(SentenceEncoderFiles, ThatAreMissingAreNamed) {
    TemporaryFolder folder;
    EXPECT_THAT(load_error(folder.path(), ErrorKind::Resource), HasSubstr("model.safetensors is missing"));
    std::ofstream(folder / "model.safetensors") << "x";
    EXPECT_THAT(load_error(folder.path(), ErrorKind::Resource), HasSubstr("vocab.txt is missing"));
}

TEST(SentenceEncoderFiles, ThatAreDamagedAreNamed) {
    TemporaryFolder folder;
    std::ofstream(folder / "vocab.txt") << "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
    std::ofstream(folder / "model.safetensors") << "not a tensor file";
    EXPECT_THAT(load_error(folder.path(), ErrorKind::Input), HasSubstr("model.safetensors"));
}

TEST(SentenceEncoderFiles, AreLookedForWhereTheEnvironmentSays) {
    ::setenv("IM_MINILM_DIR", "/somewhere/else", 1);
    EXPECT_EQ(default_sentence_encoder_folder(), "/somewhere/else");
    ::unsetenv("IM_MINILM_DIR");
    EXPECT_NE(default_sentence_encoder_folder(), "/somewhere/else");
}

}  // namespace
}  // namespace im
