#include <gmock/gmock.h>
#include <torch/torch.h>

#include <fstream>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/text/text_cache.h"
#include "tests/support/temporary_folder.h"

namespace im {
namespace {

using test::TemporaryFolder;

/// One token a letter; its state is the letter's code in all 384 places, the sentence is the number of
/// letters.
class LetterEncoder : public SentenceEncoder {
  public:
    explicit LetterEncoder(std::string name = "letters") : name_(std::move(name)) {}

    EncodedText encode(const std::vector<std::string>& texts, int tokens_max) const override {
        texts_encoded += static_cast<int>(texts.size());
        const auto ids = tokenize(texts, tokens_max);
        std::int64_t longest = 0;
        for (const auto& text : ids) longest = std::max(longest, static_cast<std::int64_t>(text.size()));
        const auto rows = static_cast<std::int64_t>(texts.size());
        EncodedText encoded{torch::zeros({rows, longest, kWidth}),
                            torch::zeros({rows, longest}, torch::kBool), torch::zeros({rows, kWidth})};
        for (std::int64_t row = 0; row < rows; ++row) {
            const auto& text = ids[static_cast<std::size_t>(row)];
            for (std::size_t i = 0; i < text.size(); ++i) {
                encoded.states[row][static_cast<std::int64_t>(i)].fill_(text[i]);
                encoded.mask[row][static_cast<std::int64_t>(i)] = true;
            }
            encoded.sentence[row].fill_(static_cast<double>(text.size()));
        }
        return encoded;
    }
    std::vector<std::vector<std::int64_t>> tokenize(const std::vector<std::string>& texts,
                                                    int tokens_max) const override {
        std::vector<std::vector<std::int64_t>> ids;
        for (const auto& text : texts) {
            const auto cut = text.substr(0, static_cast<std::size_t>(tokens_max));
            ids.emplace_back(cut.begin(), cut.end());
        }
        return ids;
    }
    std::string fingerprint() const override { return name_; }

    mutable int texts_encoded = 0;

  private:
    std::string name_;
};

const std::vector<std::string> kTexts = {"ccc", "a", "bbbbb"};

TEST(CaptionStates, BatchPadsToItsLongestText) {
    TemporaryFolder folder;
    const auto captions =
        CaptionStates::encode_or_load(LetterEncoder(), kTexts, 40, folder / "c.safetensors");
    const auto batch = captions.batch({1, 0, 1});
    EXPECT_EQ(batch.states.sizes(), (std::vector<std::int64_t>{3, 3, 384}));
    EXPECT_EQ(batch.states.scalar_type(), torch::kFloat32);
    EXPECT_TRUE(torch::equal(
        batch.mask, torch::tensor({{true, false, false}, {true, true, true}, {true, false, false}})));
    EXPECT_TRUE(torch::equal(batch.states.select(2, 383),
                             torch::tensor({{97.f, 0.f, 0.f}, {99.f, 99.f, 99.f}, {97.f, 0.f, 0.f}})));
    EXPECT_TRUE(torch::equal(batch.sentence.select(1, 0), torch::tensor({1.f, 3.f, 1.f})));
}

TEST(CaptionStates, AreFoundByTextAndKeptOnce) {
    TemporaryFolder folder;
    const auto captions =
        CaptionStates::encode_or_load(LetterEncoder(), {"a", "b", "a", "c"}, 40, folder / "c.safetensors");
    EXPECT_EQ(captions.size(), 3);
    EXPECT_EQ(captions.texts()[static_cast<std::size_t>(captions.index_of("c"))], "c");
    EXPECT_THROW(captions.index_of("d"), Error);
    EXPECT_THROW(captions.batch({3}), Error);
    EXPECT_EQ(captions.batch({}).states.size(0), 0);
}

TEST(CaptionStates, AreReadFromDiskAtTheNextStart) {
    TemporaryFolder folder;
    const auto file = folder / "deeper" / "c.safetensors";
    const auto first = CaptionStates::encode_or_load(LetterEncoder(), kTexts, 40, file);
    const LetterEncoder encoder;
    const auto second = CaptionStates::encode_or_load(encoder, kTexts, 40, file);
    EXPECT_EQ(encoder.texts_encoded, 0);
    EXPECT_TRUE(torch::equal(second.batch({0, 1, 2}).states, first.batch({0, 1, 2}).states));
    EXPECT_TRUE(torch::equal(second.batch({2}).sentence, first.batch({2}).sentence));
}

TEST(CaptionStates, AreEncodedAgainWhenAnythingTheyDependOnChanges) {
    TemporaryFolder folder;
    const auto file = folder / "c.safetensors";
    CaptionStates::encode_or_load(LetterEncoder(), kTexts, 40, file);
    const auto encoded_again = [&](const std::vector<std::string>& texts, int tokens_max,
                                   const std::string& name) {
        const LetterEncoder encoder(name);
        CaptionStates::encode_or_load(encoder, texts, tokens_max, file);
        const bool again = encoder.texts_encoded > 0;
        CaptionStates::encode_or_load(LetterEncoder(), kTexts, 40, file);
        return again;
    };
    EXPECT_FALSE(encoded_again(kTexts, 40, "letters"));
    EXPECT_FALSE(encoded_again({"ccc", "a"}, 40, "letters"));
    EXPECT_TRUE(encoded_again({"ccc", "a", "dd"}, 40, "letters"));
    EXPECT_TRUE(encoded_again(kTexts, 4, "letters"));
    EXPECT_TRUE(encoded_again(kTexts, 40, "other weights"));
}

TEST(CaptionStates, OnlyTextsThatTheFileLacksAreEncoded) {
    TemporaryFolder folder;
    const auto file = folder / "c.safetensors";
    CaptionStates::encode_or_load(LetterEncoder(), kTexts, 40, file);
    const LetterEncoder encoder;
    const auto captions = CaptionStates::encode_or_load(encoder, {"dd", "bbbbb", "a"}, 40, file);
    EXPECT_EQ(encoder.texts_encoded, 1);
    EXPECT_EQ(captions.texts(), (std::vector<std::string>{"dd", "bbbbb", "a"}));
    const auto batch = captions.batch({2, 0, 1});
    EXPECT_TRUE(torch::equal(batch.sentence.select(1, 0), torch::tensor({1.f, 2.f, 5.f})));
    EXPECT_EQ(batch.states[1][1][0].item<float>(), 100.f);
    const LetterEncoder again;  // the file still has what the last run did not ask for
    EXPECT_EQ(CaptionStates::encode_or_load(again, {"ccc", "dd"}, 40, file).size(), 2);
    EXPECT_EQ(again.texts_encoded, 0);
}

TEST(CaptionStates, AreEncodedAgainWhenTheFileIsDamaged) {
    TemporaryFolder folder;
    const auto file = folder / "c.safetensors";
    CaptionStates::encode_or_load(LetterEncoder(), kTexts, 40, file);
    const auto whole = read_text(file);
    for (const auto& damaged : {whole.substr(0, whole.size() / 2), std::string("rubbish"), std::string()}) {
        write_file_atomically(file, damaged);
        const LetterEncoder encoder;
        const auto captions = CaptionStates::encode_or_load(encoder, kTexts, 40, file);
        EXPECT_EQ(encoder.texts_encoded, 3);
        EXPECT_EQ(captions.batch({0}).states[0][2][0].item<float>(), 99.f);
        EXPECT_EQ(read_text(file), whole) << "the damaged file is replaced";
    }
}

TEST(CaptionStates, OfAnEncoderWithoutFingerprintAreNotKept) {
    TemporaryFolder folder;
    CaptionStates::encode_or_load(LetterEncoder(""), kTexts, 40, folder / "c.safetensors");
    EXPECT_FALSE(std::filesystem::exists(folder / "c.safetensors"));
}

TEST(CaptionStates, WorkWithoutAWritableFolder) {
    TemporaryFolder folder;
    std::ofstream(folder / "file") << "in the way";
    const auto captions =
        CaptionStates::encode_or_load(LetterEncoder(), kTexts, 40, folder / "file" / "c.safetensors");
    EXPECT_EQ(captions.size(), 3);
}

TEST(CaptionStates, ReportProgressAndCanBeCancelled) {
    TemporaryFolder folder;
    std::vector<std::string> texts;
    for (int i = 0; i < 1500; ++i) texts.push_back(std::to_string(i));
    std::vector<int> done;
    CaptionStates::encode_or_load(LetterEncoder(), texts, 40, folder / "c.safetensors",
                                  [&](int count, int total) {
                                      EXPECT_EQ(total, 1500);
                                      done.push_back(count);
                                  });
    EXPECT_THAT(
        done, testing::AllOf(testing::Contains(0), testing::Contains(1500), testing::SizeIs(testing::Ge(3))));
    const auto cancel = [](int count, int) {
        if (count > 0) throw Error(ErrorKind::Interrupted, "stopped");
    };
    EXPECT_THROW(CaptionStates::encode_or_load(LetterEncoder(), texts, 40, folder / "d.safetensors", cancel),
                 Error);
    EXPECT_FALSE(std::filesystem::exists(folder / "d.safetensors"));
}

}  // namespace
}  // namespace im
