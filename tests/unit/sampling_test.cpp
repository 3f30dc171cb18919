#include "engine/generate/sampling.h"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/generate/random_stream.h"

namespace im {
namespace {

std::vector<double> distribution(const std::vector<float>& logits, SamplingOptions options,
                                 EndRule end = EndRule::Free) {
    std::vector<double> scores(logits.size());
    sampling_log_probabilities(logits, options, end, scores);
    for (double& s : scores) s = std::exp(s);
    return scores;
}

constexpr SamplingOptions kPlain{.temperature = 1, .top_k = 0, .top_p = 1, .guidance = 0};

TEST(Sampling, PlainDistributionIsTheSoftmax) {
    const auto p = distribution({std::log(1.0f), std::log(2.0f), std::log(5.0f)}, kPlain);
    EXPECT_NEAR(p[0], 0.125, 1e-6);
    EXPECT_NEAR(p[1], 0.25, 1e-6);
    EXPECT_NEAR(p[2], 0.625, 1e-6);
}

TEST(Sampling, TopKKeepsExactlyKEvenOnTies) {
    auto options = kPlain;
    options.top_k = 2;
    const auto p = distribution({1, 3, 3, 3}, options);
    EXPECT_EQ(p[0], 0);
    EXPECT_NEAR(p[1], 0.5, 1e-9);
    EXPECT_NEAR(p[2], 0.5, 1e-9);
    EXPECT_EQ(p[3], 0);
}

TEST(Sampling, TopPKeepsTheFewestTokensWithThatMass) {
    auto options = kPlain;
    options.top_p = 0.7;
    const auto p = distribution({std::log(0.5f), std::log(0.3f), std::log(0.2f)}, options);
    EXPECT_NEAR(p[0], 0.625, 1e-6);
    EXPECT_NEAR(p[1], 0.375, 1e-6);
    EXPECT_EQ(p[2], 0);
    options.top_p = 0.01;  // one token always stays
    EXPECT_NEAR(distribution({1, 2, 3}, options)[2], 1, 1e-9);
}

TEST(Sampling, TemperatureZeroTakesTheFirstLargestLogit) {
    auto options = kPlain;
    options.temperature = 0;
    EXPECT_EQ(distribution({1, 7, 7, 0}, options)[1], 1);
}

TEST(Sampling, EndIsMaskedBeforeAndForcedAtTheWantedLength) {
    EXPECT_EQ(end_rule(2, 3, 0), EndRule::Masked);
    EXPECT_EQ(end_rule(3, 3, 0), EndRule::Forced);
    EXPECT_EQ(end_rule(1, 0, 2), EndRule::Masked);
    EXPECT_EQ(end_rule(2, 0, 2), EndRule::Free);
    EXPECT_EQ(end_rule(4, 0, 2, 3), EndRule::Masked) << "in the middle of a step of three";
    EXPECT_EQ(end_rule(6, 0, 2, 3), EndRule::Free);
    EXPECT_EQ(end_rule(6, 6, 0, 3), EndRule::Forced);
    EXPECT_EQ(distribution({0, 0, 50}, kPlain, EndRule::Masked)[2], 0);
    EXPECT_EQ(distribution({50, 50, 0}, kPlain, EndRule::Forced)[2], 1);
    auto greedy = kPlain;
    greedy.temperature = 0;
    EXPECT_EQ(distribution({1, 2, 50}, greedy, EndRule::Masked)[1], 1);
}

TEST(Sampling, ScoringInBatchesIsTheSameLawAsDrawing) {
    torch::manual_seed(3);
    const auto logits = torch::randn({4, 5, 9}) * 2;
    const std::vector<int> wanted{0, 3, 0, 4};
    const auto rules = end_rules(wanted, 5, 2);
    for (const auto& options :
         {kPlain, SamplingOptions{.temperature = 0.7, .top_k = 4, .top_p = 1, .guidance = 0},
          SamplingOptions{.temperature = 1.3, .top_k = 0, .top_p = 0.8, .guidance = 0},
          SamplingOptions{.temperature = 1, .top_k = 5, .top_p = 0.6, .guidance = 0}}) {
        const auto batch = sampling_log_probabilities(logits, options, rules);
        for (int b = 0; b < 4; ++b) {
            for (int t = 0; t < 5; ++t) {
                const auto row = logits[b][t].contiguous();
                std::vector<double> scores(9);
                sampling_log_probabilities(std::span(row.data_ptr<float>(), 9), options,
                                           end_rule(t, wanted[static_cast<std::size_t>(b)], 2), scores);
                for (int k = 0; k < 9; ++k) {
                    const double got = batch[b][t][k].item<double>(),
                                 want = scores[static_cast<std::size_t>(k)];
                    if (std::isinf(want)) {
                        EXPECT_EQ(got, want);
                    } else {
                        EXPECT_NEAR(got, want, 1e-5);
                    }
                }
            }
        }
    }
}

TEST(Sampling, ScoresHaveAGradient) {
    const auto logits = torch::randn({2, 3, 6}).requires_grad_();
    const auto rules = end_rules(std::vector<int>{0, 0}, 3, 0);
    const SamplingOptions options{.temperature = 0.9, .top_k = 3, .top_p = 0.9, .guidance = 0};
    std::get<0>(sampling_log_probabilities(logits, options, rules).max(-1)).sum().backward();
    EXPECT_TRUE(logits.grad().isfinite().all().item<bool>());
    EXPECT_GT(logits.grad().abs().sum().item<float>(), 0);
}

TEST(Sampling, DrawsFollowTheDistribution) {
    const std::vector<double> scores{std::log(0.2), -std::numeric_limits<double>::infinity(), std::log(0.8)};
    EXPECT_EQ(draw(scores, 0.0), 0);
    EXPECT_EQ(draw(scores, 0.19), 0);
    EXPECT_EQ(draw(scores, 0.21), 2);
    EXPECT_EQ(draw(scores, 0.9999999999999999), 2);
}

TEST(Sampling, RandomStreamsDependOnSeedVariationAndPositionOnly) {
    EXPECT_EQ(RandomStream(5, 2).uniform(9), RandomStream(5, 2).uniform(9));
    double sum = 0;
    for (std::uint64_t i = 0; i < 10000; ++i) {
        const double u = RandomStream(i % 100, i / 100).uniform(3);
        ASSERT_TRUE(u >= 0 && u < 1);
        sum += u;
    }
    EXPECT_NEAR(sum / 10000, 0.5, 0.02);
    EXPECT_NE(RandomStream(1, 2).uniform(0), RandomStream(2, 1).uniform(0));
    EXPECT_NE(RandomStream(1, 2).uniform(0), RandomStream(1, 2).uniform(1));
}

TEST(Sampling, OptionsOutOfRangeNameTheField) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const auto message = [](SamplingOptions options) -> std::string {
        try {
            options.validate();
        } catch (const Error& error) {
            EXPECT_EQ(error.kind(), ErrorKind::Usage);
            return error.what();
        }
        return "";
    };
    EXPECT_EQ(message({}), "");
    EXPECT_NE(message({.temperature = -1}).find("temperature"), std::string::npos);
    EXPECT_NE(message({.temperature = nan}).find("temperature"), std::string::npos);
    EXPECT_NE(message({.top_k = -1}).find("top-k"), std::string::npos);
    EXPECT_NE(message({.top_p = 0}).find("top-p"), std::string::npos);
    EXPECT_NE(message({.top_p = 1.5}).find("top-p"), std::string::npos);
    EXPECT_NE(message({.guidance = nan}).find("guidance"), std::string::npos);
}

}  // namespace
}  // namespace im
