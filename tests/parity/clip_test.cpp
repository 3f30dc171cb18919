// CLIP's tokeniser and text tower against the official code's numbers.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/model/official_checkpoint.h"
#include "engine/model/text_encoder.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

TEST(ClipTextTowerParity, FeaturesAreTheOfficialOnes) {
    IM_REQUIRE_PARITY();
    torch::NoGradGuard no_grad;
    const ParityFixture fixture("clip_text");
    const auto file = parity_folder() / "clip_text.pth";
    auto tower = clip_text_tower(load_checkpoint(file), file.string());
    EXPECT_EQ(tower->config().width, fixture.config().at("width"));
    EXPECT_EQ(tower->config().layers, fixture.config().at("layers"));
    EXPECT_EQ(tower->config().embedding, fixture.config().at("embed_dim"));
    EXPECT_EQ(tower->config().vocabulary, fixture.config().at("vocab_size"));
    const auto tokens = tensor(fixture, "tokens");
    expect(fixture, "text_features", tower(tokens));
    const auto positions = fixture.shape("first_block_output").at(1);
    expect(fixture, "first_block_output", tower->hidden_states(tokens, 1).slice(1, 0, positions));
    // What is behind the end token is never looked at, so it need not be computed.
    const auto lengths = tokens.ne(0).sum(1);
    for (std::int64_t row = 0; row < tokens.size(0); ++row) {
        const auto length = lengths[row].item<std::int64_t>();
        EXPECT_LT(largest_difference(tower(tokens.slice(0, row, row + 1).slice(1, 0, length)),
                                     tower(tokens.slice(0, row, row + 1))),
                  1e-5);
    }
}

class ClipBpeParity : public testing::Test {
  protected:
    void SetUp() override {
        IM_REQUIRE_PARITY();
        if (!std::filesystem::exists(default_clip_vocabulary())) {
            GTEST_SKIP() << "no vocabulary at " << default_clip_vocabulary() << ": ./run fetches it";
        }
        fixture = std::make_unique<ParityFixture>("clip_bpe");
        sentences = fixture->entry().at("sentences").get<std::vector<std::string>>();
    }
    std::unique_ptr<ParityFixture> fixture;
    std::vector<std::string> sentences;
};

TEST_F(ClipBpeParity, TextsAreCleanedAsTheOfficialCodeDoes) {
    const auto cleaned = fixture->entry().at("cleaned").get<std::vector<std::string>>();
    for (std::size_t row = 0; row < sentences.size(); ++row)
        EXPECT_EQ(clean_clip_text(sentences[row]), cleaned[row]);
}

TEST_F(ClipBpeParity, TokensOfEveryRowAreTheOfficialOnes) {
    const ClipBpe tokenizer(default_clip_vocabulary());
    EXPECT_EQ(tokenizer.size(), 49408);
    const auto want = fixture->ints("tokens");
    for (std::size_t row = 0; row < sentences.size(); ++row) {
        auto got = tokenizer.encode(sentences[row]);
        got.resize(ClipBpe::kContext, 0);
        const auto begin = want.begin() + static_cast<std::ptrdiff_t>(row * ClipBpe::kContext);
        EXPECT_EQ(got, std::vector<std::int64_t>(begin, begin + ClipBpe::kContext)) << sentences[row];
    }
}

}  // namespace
}  // namespace im::test
