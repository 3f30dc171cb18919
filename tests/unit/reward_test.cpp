// Eq. 1 and eq. 2 against numbers worked out by hand; scoring tokens; best-of-N.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/best_of.h"
#include "engine/model/model_folder.h"
#include "engine/model/reward.h"
#include "engine/train/supervised/contrastive.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tiny_model.h"

namespace im::test {
namespace {

TEST(ContrastiveLoss, IsEquationOneForEachPair) {
    const auto d = torch::tensor({0.5, 0.5, 3.0, 2.0}), y = torch::tensor({0.0, 1.0, 0.0, 1.0});
    // matched: d^2; mismatched: (1 - 0.5)^2 = 0.25, and nothing beyond the margin of 1
    EXPECT_TRUE(torch::allclose(contrastive_terms(d, y, 1.0), torch::tensor({0.25, 0.25, 9.0, 0.0})));
}

TEST(ContrastiveLoss, MarginLossCountsMatchedPairsAndWeighsWrongOnes) {
    const auto texts = torch::tensor({{0.0, 0.0}, {0.0, 1.0}}),
               motions = torch::tensor({{0.6, 0.0}, {0.0, 1.0}});
    // distances: 0.6 and 1 for text 0, sqrt(1.36) and 0 for text 1
    const auto mismatch = torch::tensor({{0.0, 0.5}, {1.0, 0.0}});
    const double expected = (0.36 + 0.5 * 0.25 + (1.5 - std::sqrt(1.36)) * (1.5 - std::sqrt(1.36))) / 2;
    EXPECT_NEAR(margin_loss(texts, motions, mismatch, 2, 1.5).item<double>(), expected, 1e-4);
}

TEST(ContrastiveLoss, PairsNotToBeJudgedChangeNothing) {
    torch::manual_seed(1);
    const auto texts = torch::randn({3, 4}), motions = torch::randn({3, 4});
    auto mismatch = torch::ones({3, 3});
    mismatch[0][2] = 0;
    mismatch[2][0] = 0;
    auto moved = motions.clone();
    const auto scale = torch::tensor(2.0);
    // Without the doubtful pair, InfoNCE over text 0 is a softmax over two motions.
    const auto logits = 2.0 * texts.matmul(motions.t());
    const auto term = [&](std::int64_t own, const std::vector<torch::Tensor>& row) {
        return -(row[static_cast<std::size_t>(own)] - torch::stack(row).logsumexp(0)).item<double>();
    };
    const auto l = [&](int i, int j) { return logits[i][j]; };
    const double by_text =
        term(0, {l(0, 0), l(0, 1)}) + term(1, {l(1, 0), l(1, 1), l(1, 2)}) + term(1, {l(2, 1), l(2, 2)});
    const double by_motion =
        term(0, {l(0, 0), l(1, 0)}) + term(1, {l(0, 1), l(1, 1), l(2, 1)}) + term(1, {l(1, 2), l(2, 2)});
    EXPECT_NEAR(info_nce_loss(texts, motions, mismatch, 3, scale).item<double>(), (by_text + by_motion) / 6,
                1e-5);
}

const torch::Tensor kText = torch::tensor({{1.0f, 0.0f}, {0.0f, 1.0f}, {0.0f, 0.0f}});
const torch::Tensor kPred = torch::tensor({{0.0f, 0.0f}, {0.0f, 0.5f}, {2.0f, 0.0f}});

TEST(Reward, OfTextAloneIsMinusTheWeightedSquaredDistance) {
    const auto terms = reward(kText, kPred, {}, {}, {.text = 2.0, .motion = 5.0});
    EXPECT_TRUE(torch::allclose(terms.total, torch::tensor({-2.0f, -0.5f, -8.0f})));
    EXPECT_TRUE(torch::equal(terms.motion, torch::zeros({3})));
}

TEST(Reward, OfPairedSamplesAddsTheDistanceToTheCapturedMotion) {
    const auto truth = torch::tensor({{0.0f, 1.0f}, {0.0f, 0.5f}, {1.0f, 0.0f}});
    const auto terms = reward(kText, kPred, truth, {}, {.text = 0.4, .motion = 2.0});
    EXPECT_TRUE(torch::allclose(terms.text, torch::tensor({-0.4f, -0.1f, -1.6f})));
    EXPECT_TRUE(torch::allclose(terms.motion, torch::tensor({-2.0f, 0.0f, -2.0f})));
    EXPECT_TRUE(torch::allclose(terms.total, torch::tensor({-2.4f, -0.1f, -3.6f})));
}

TEST(Reward, OfUnpairedSamplesInAMixedBatchTakesThePairedMean) {
    auto truth = torch::tensor({{0.0f, 1.0f}, {0.0f, 0.0f}, {0.0f, 0.0f}});
    truth[1].fill_(std::numeric_limits<float>::quiet_NaN());  // row 1 is not paired: nothing of it may count
    const auto terms =
        reward(kText, kPred, truth, torch::tensor({true, false, true}), {.text = 0.4, .motion = 2.0});
    // paired: -2 x 1 and -2 x 4, mean -5
    EXPECT_TRUE(torch::allclose(terms.motion, torch::tensor({-2.0f, -5.0f, -8.0f})));
    const auto none =
        reward(kText, kPred, truth, torch::zeros({3}, torch::kBool), {.text = 0.4, .motion = 2.0});
    EXPECT_TRUE(torch::equal(none.motion, torch::zeros({3})));
}

TEST(Reward, ShapesThatDisagreeAreNamed) {
    EXPECT_THROW(reward(kText, kPred.slice(0, 0, 2), {}, {}, {}), Error);
    EXPECT_THROW(reward(kText, kPred, kText.slice(0, 0, 2), {}, {}), Error);
    EXPECT_THROW(reward(kText, kPred, kText, torch::ones({2}, torch::kBool), {}), Error);
}

TEST(TokenScoring, AMotionComesOutTheSameWhateverTheBatch) {
    TemporaryFolder folder;
    write_tiny_model(folder / "model");
    const Tokenizer tokenizer =
        load_tokenizer(folder / "model", load_model_config(folder / "model"), torch::kCPU);
    const std::vector<int> a = {1, 2, 3}, b = {4, 5, 6, 7, 8, 9, 10}, c = {11, 12, 13};
    const MotionBatch alone = decode_tokens(tokenizer, {a}), together = decode_tokens(tokenizer, {b, a, c});
    EXPECT_EQ(together.features.sizes(), (std::vector<std::int64_t>{3, 28, 263}));
    EXPECT_TRUE(torch::equal(together.frames, torch::tensor({28, 12, 12}, torch::kInt64)));
    EXPECT_TRUE(torch::allclose(together.features[1].slice(0, 0, 12), alone.features[0], 1e-4, 1e-5));
    EXPECT_EQ(together.features[1].slice(0, 12).abs().max().item<float>(), 0.0f);
    EXPECT_THROW(decode_tokens(tokenizer, {{}}), Error);
    EXPECT_THROW(decode_tokens(tokenizer, {{64}}), Error);
}

/// Motions whose only token is their variation.
class NumberingGenerator : public MotionGenerator {
  public:
    const ModelInfo& info() const override { return info_; }
    std::vector<GeneratedMotion> generate(const GenerateRequest& request, const StreamListener&,
                                          std::stop_token) override {
        std::vector<GeneratedMotion> motions;
        for (int v = 0; v < request.variations; ++v) {
            GeneratedMotion motion;
            motion.prompt = request.prompt;
            motion.variation = v;
            motion.tokens = {v};
            motions.push_back(motion);
        }
        return motions;
    }
    std::vector<std::vector<GeneratedMotion>> generate_batch(const std::vector<GenerateRequest>& requests,
                                                             std::stop_token) override {
        std::vector<std::vector<GeneratedMotion>> all;
        for (const auto& request : requests) all.push_back(generate(request, {}, {}));
        return all;
    }
    MotionClip decode_tokens(const std::vector<int>&) override { return {}; }
    std::vector<int> encode_clip(const MotionClip&) const override { return {}; }
    std::shared_ptr<MotionGenerator> with(const GeneratorSnapshot&) const override { return nullptr; }

  private:
    ModelInfo info_;
};

/// Likes the tokens in the order of a list.
class ListScorer : public MotionScorer {
  public:
    explicit ListScorer(std::vector<double> scores) : scores_(std::move(scores)) {}
    std::vector<MotionScore> score(const std::vector<std::string>& prompts,
                                   const std::vector<std::vector<int>>& tokens) const override {
        EXPECT_EQ(prompts.size(), tokens.size());
        std::vector<MotionScore> result;
        for (const auto& sequence : tokens) {
            result.emplace_back();
            result.back().total = scores_.at(static_cast<std::size_t>(sequence.front()));
        }
        return result;
    }
    MotionScore score_clip(const std::string&, const MotionClip&, const MotionClip*,
                           const RewardWeights&) const override {
        return {};
    }

  private:
    std::vector<double> scores_;
};

TEST(BestOf, KeepsTheBestOfEachVariationsCandidates) {
    NumberingGenerator generator;
    const ListScorer scorer({-3, -1, -2, -9, -4, -4});
    GenerateRequest request;
    request.prompt = "a person walks";
    request.variations = 2;
    const auto kept = generate_best_of(generator, scorer, {request}, 3);
    ASSERT_EQ(kept.size(), 1u);
    ASSERT_EQ(kept[0].size(), 2u);
    EXPECT_EQ(kept[0][0].candidate, 1);
    EXPECT_EQ(kept[0][0].score.total, -1);
    EXPECT_EQ(kept[0][1].candidate, 4) << "the first of two equally good ones";
    EXPECT_EQ(kept[0][1].motion.tokens, std::vector<int>{4});
    EXPECT_EQ(kept[0][1].motion.variation, 1);
}

TEST(BestOf, TooManyCandidatesAreRefused) {
    NumberingGenerator generator;
    const ListScorer scorer({0});
    GenerateRequest request;
    request.variations = 512;
    EXPECT_THROW(generate_best_of(generator, scorer, {request}, 3), Error);
    EXPECT_THROW(generate_best_of(generator, scorer, {request}, 0), Error);
}

}  // namespace
}  // namespace im::test
