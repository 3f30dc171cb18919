#include <torch/torch.h>

#include <numeric>

#include "engine/text/sentence_encoder.h"
#include "tests/support/parity.h"

namespace im {
namespace {

std::span<const float> values(const torch::Tensor& tensor) {
    return {tensor.const_data_ptr<float>(), static_cast<std::size_t>(tensor.numel())};
}

class MiniLmParity : public testing::Test {
  protected:
    void SetUp() override {
        IM_REQUIRE_PARITY();
        const auto folder = default_sentence_encoder_folder();
        if (!std::filesystem::exists(folder / "model.safetensors"))
            GTEST_SKIP() << "no sentence encoder in " << folder;
        fixture_ = std::make_unique<test::ParityFixture>("minilm");
        encoder_ = SentenceEncoder::load(folder);
        sentences_ = fixture_->entry().at("sentences").get<std::vector<std::string>>();
    }
    std::unique_ptr<test::ParityFixture> fixture_;
    std::shared_ptr<const SentenceEncoder> encoder_;
    std::vector<std::string> sentences_;
};

TEST_F(MiniLmParity, WordPieceIdsAreTheReferenceTokenisers) {
    const auto want = fixture_->ints("input_ids");
    const auto mask = fixture_->ints("attention_mask");
    const auto columns = static_cast<std::size_t>(fixture_->shape("input_ids").at(1));
    const auto got = encoder_->tokenize(sentences_);
    ASSERT_EQ(got.size() * columns, want.size());
    for (std::size_t row = 0; row < got.size(); ++row) {
        auto padded = got[row];
        padded.resize(columns, 0);
        const auto begin = want.begin() + static_cast<std::ptrdiff_t>(row * columns);
        EXPECT_EQ(padded, std::vector<std::int64_t>(begin, begin + static_cast<std::ptrdiff_t>(columns)))
            << sentences_[row];
        const auto mask_begin = mask.begin() + static_cast<std::ptrdiff_t>(row * columns);
        EXPECT_EQ(
            std::accumulate(mask_begin, mask_begin + static_cast<std::ptrdiff_t>(columns), std::int64_t{0}),
            static_cast<std::int64_t>(got[row].size()));
    }
}

TEST_F(MiniLmParity, SentenceVectorsAndTheirSimilaritiesMatch) {
    const auto sentence = encoder_->encode(sentences_).sentence;
    RecordProperty("embeddings", std::to_string(fixture_->expect("embeddings", values(sentence))));
    fixture_->expect("similarity", values(sentence.matmul(sentence.t()).contiguous()));
}

TEST_F(MiniLmParity, TokenStatesMatchWhereThereIsText) {
    const auto& shape = fixture_->shape("last_hidden_state_some");
    const auto encoded = encoder_->encode(sentences_);
    const auto rows = torch::tensor(fixture_->ints("last_hidden_state_rows"));
    const auto got = encoded.states.index_select(0, rows).slice(1, 0, shape.at(1)).contiguous();
    const auto mask = encoded.mask.index_select(0, rows).slice(1, 0, shape.at(1)).unsqueeze(2);
    // The reference computes states of padding too, which nothing may depend on; ours are zero there.
    const auto stored = fixture_->floats("last_hidden_state_some");
    const auto want = torch::tensor(stored).view(shape) * mask;
    const auto tolerance = fixture_->tolerance("last_hidden_state_some");
    test::expect_close(values(got), values(want), tolerance.absolute, tolerance.relative,
                       "last_hidden_state_some");
}

}  // namespace
}  // namespace im
