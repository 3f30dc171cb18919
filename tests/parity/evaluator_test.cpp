// The published evaluator and its word vectoriser against the official code's numbers.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/model/guo_evaluator.h"
#include "engine/model/official_checkpoint.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

class Evaluator : public testing::TestWithParam<const char*> {
  protected:
    void SetUp() override {
        IM_REQUIRE_PARITY();
        fixture = std::make_unique<ParityFixture>("evaluator");
    }
    torch::Tensor get(const std::string& name) const { return tensor(*fixture, name); }
    GuoNetworks networks() const {
        const auto file = parity_folder() / GetParam();
        return guo_networks(load_checkpoint(file), file.string());
    }
    std::unique_ptr<ParityFixture> fixture;
};

TEST_P(Evaluator, EmbeddingsAreTheOfficialOnes) {
    torch::NoGradGuard no_grad;
    auto nets = networks();
    const auto& config = fixture->config();
    EXPECT_EQ(nets->config().text_hidden, config.at("dim_text_hidden"));
    EXPECT_EQ(nets->config().motion_hidden, config.at("dim_motion_hidden"));
    EXPECT_EQ(nets->config().feature_width, config.at("dim_pose"));
    expect(*fixture, "text_embedding",
           nets->embed_texts({get("word_embs"), get("pos_ohot"), get("sent_len")}));
    expect(*fixture, "movement_output", nets->movement_encoder(get("motions")));
    const auto motions = nets->embed_motions(get("motions"), get("m_len"));
    expect(*fixture, "motion_embedding", motions);
    expect(*fixture, "motion_embedding_sorted_by_length", motions.index_select(0, get("sort_order")));
}

TEST_P(Evaluator, TextsNeedNoOrder) {
    torch::NoGradGuard no_grad;
    auto nets = networks();
    const auto turned =
        nets->embed_texts({get("word_embs").flip(0), get("pos_ohot").flip(0), get("sent_len").flip(0)});
    expect(*fixture, "text_embedding", turned.flip(0));
}

TEST_P(Evaluator, FeaturesAreNormalisedAndWhatIsBehindTheirEndDoesNotMatter) {
    torch::NoGradGuard no_grad;
    const auto mean = torch::randn({263}), std = torch::rand({263}) + 0.5;
    const GuoEvaluator evaluator(networks(), WordVectoriser({"unk", "sos", "eos"}, torch::randn({3, 300})),
                                 mean, std, torch::kCPU);
    auto motions = get("motions");
    const auto frames = get("m_len");
    const auto valid = torch::arange(motions.size(1)).unsqueeze(0).lt(frames.unsqueeze(1)).unsqueeze(2);
    auto nets = networks();
    // The official loader fills up to 196 frames with zeros.
    const auto filled =
        torch::constant_pad_nd(motions * valid, {0, 0, 0, GuoEvaluator::kFramesMax - motions.size(1)});
    const auto want = nets->embed_motions(filled, frames);
    const auto features = torch::where(valid, motions * std + mean, torch::full_like(motions, 1e6));
    EXPECT_LT(largest_difference(evaluator.embed_motions(features, frames), want), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(ZipAndLegacyFiles, Evaluator,
                         testing::Values("evaluator.pth", "evaluator_legacy.tar"), [](const auto& test) {
                             return std::string(test.param).find("legacy") == std::string::npos ? "Zip"
                                                                                                : "Legacy";
                         });

TEST(EvaluatorWords, AreLookedUpAsTheOfficialCodeDoes) {
    IM_REQUIRE_PARITY();
    const ParityFixture fixture("evaluator");
    const auto& entry = fixture.entry().at("vectoriser");
    const auto words = entry.at("vocabulary").get<std::vector<std::string>>();
    const WordVectoriser vectoriser(words, torch::randn({static_cast<std::int64_t>(words.size()), 300}));
    for (const auto& example : entry.at("token_vectorindex_posindex")) {
        const auto [row, tag] = vectoriser.look_up(example.at(0).get<std::string>());
        EXPECT_EQ(row, example.at(1).get<std::int64_t>()) << example;
        EXPECT_EQ(tag, example.at(2).get<int>()) << example;
    }
    // Every word of the published lists, and the kind that it is of.
    const auto kinds = entry.at("pos_order").get<std::vector<std::string>>();
    for (const auto& [kind, list] : entry.at("special_words").items()) {
        auto special = list.get<std::vector<std::string>>();
        auto vocabulary = special;
        vocabulary.insert(vocabulary.end(), {"unk", "sos", "eos"});
        const WordVectoriser own(vocabulary, torch::zeros({static_cast<std::int64_t>(vocabulary.size()), 2}));
        for (const auto& word : special) {
            EXPECT_EQ(kinds.at(static_cast<std::size_t>(own.look_up(word + "/NOUN").second)), kind) << word;
        }
    }
}

}  // namespace
}  // namespace im::test
