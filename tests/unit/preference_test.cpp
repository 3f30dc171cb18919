#include "engine/train/finetune/preference.h"

#include <cmath>
#include <fstream>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/core/error.h"
#include "tests/support/temporary_folder.h"

namespace im {
namespace {

constexpr int kWidth = 16;

/// A made-up user who likes motions that lie far along one direction of the embedding, whatever the prompt.
PreferencePairs pairs_of_user(int count, std::uint64_t seed, double noise = 0.0) {
    torch::manual_seed(seed);
    const auto liking = torch::zeros({kWidth});
    liking[3] = 1.0;
    PreferencePairs pairs;
    pairs.better_text = torch::randn({count, kWidth});
    pairs.worse_text = pairs.better_text;
    const auto a = pairs.better_text + torch::randn({count, kWidth}),
               b = pairs.better_text + torch::randn({count, kWidth});
    const auto likes_a = ((a - b).matmul(liking) + noise * torch::randn({count})).gt(0).unsqueeze(1);
    pairs.better = torch::where(likes_a, a, b);
    pairs.worse = torch::where(likes_a, b, a);
    pairs.weight = torch::ones({count});
    for (int i = 0; i < count; ++i) pairs.group.push_back(i / 2);
    return pairs;
}

TEST(Preference, WithoutACorrectionTheScoreIsTheContrastiveOne) {
    const PreferenceHead head = PreferenceHead::of_width(2);
    const auto text = torch::tensor({{1.0f, 2.0f}}), motion = torch::tensor({{3.0f, 1.0f}});
    EXPECT_FLOAT_EQ(head.score(text, motion)[0].item<float>(), -5.0f);
}

TEST(Preference, TheLossIsBradleyTerrys) {
    const PreferenceHead head = PreferenceHead::of_width(1);
    PreferencePairs pairs{torch::zeros({2, 1}),        torch::tensor({{1.0f}, {0.0f}}),
                          torch::zeros({2, 1}),        torch::tensor({{2.0f}, {1.0f}}),
                          torch::tensor({1.0f, 0.5f}), {0, 1}};
    // Scores -1 against -4, and 0 against -1.
    const double want = (std::log1p(std::exp(-3.0)) + 0.5 * std::log1p(std::exp(-1.0))) / 2;
    EXPECT_NEAR(bradley_terry_loss(head, pairs).item<double>(), want, 1e-6);
}

TEST(Preference, AHundredChoicesTeachWhatTheUserLikes) {
    const PreferenceFit fit = fit_preferences(pairs_of_user(100, 1), kWidth);
    const PreferencePairs unseen = pairs_of_user(500, 2);
    const auto right =
        fit.head.score(unseen.better_text, unseen.better).gt(fit.head.score(unseen.worse_text, unseen.worse));
    const double accuracy = right.to(torch::kFloat32).mean().item<double>();
    EXPECT_GT(accuracy, 0.8);
    EXPECT_NEAR(fit.accuracy, accuracy, 0.12) << "cross-validation tells what to expect";
    EXPECT_NEAR(fit.prior_accuracy, 0.5, 0.15) << "the contrastive score does not know this user";
    EXPECT_DOUBLE_EQ(fit.ramp, 1.0);
}

TEST(Preference, RandomChoicesCannotBeLearnt) {
    PreferencePairs pairs = pairs_of_user(80, 3, 1e6);
    EXPECT_LT(fit_preferences(pairs, kWidth).accuracy, 0.7);
}

TEST(Preference, TheWeightGrowsWithTheNumberOfChoices) {
    EXPECT_DOUBLE_EQ(fit_preferences({}, kWidth).ramp, 0.0);
    EXPECT_DOUBLE_EQ(fit_preferences(pairs_of_user(2, 1), kWidth).ramp, 0.0) << "nothing to cross-validate";
    const double few = fit_preferences(pairs_of_user(24, 1), kWidth).ramp;
    EXPECT_GT(few, 0.0);
    EXPECT_LT(few, 1.0);
}

TEST(Preference, OneSeedGivesOneHead) {
    const auto pairs = pairs_of_user(30, 5);
    EXPECT_TRUE(
        torch::equal(fit_preferences(pairs, kWidth).head.weight, fit_preferences(pairs, kWidth).head.weight));
}

TEST(Preference, ManyPairsOfFewRatingsWeighNoMoreThanTheRatings) {
    auto pairs = pairs_of_user(100, 1);
    pairs.judgements = 15;
    EXPECT_DOUBLE_EQ(fit_preferences(pairs, kWidth).ramp, 0.25);
    pairs.judgements = 0;
    pairs.weight *= 0.3;  // of different prompts: 100 pairs that say as much as 30
    EXPECT_NEAR(fit_preferences(pairs, kWidth).ramp, 0.5, 1e-6);
}

TEST(Preference, ATermComesBackFromItsFileAndOthersAreRefused) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "preference.safetensors";
    PreferenceTerm term{fit_preferences(pairs_of_user(20, 1), kWidth).head, 0.25};
    term.save(file);
    const auto again = PreferenceTerm::load(file, kWidth);
    EXPECT_TRUE(torch::equal(again.head.weight, term.head.weight));
    EXPECT_TRUE(torch::equal(again.head.prior, term.head.prior));
    EXPECT_EQ(again.weight, 0.25);
    const auto text = torch::randn({3, kWidth}), motion = torch::randn({3, kWidth});
    EXPECT_TRUE(torch::allclose(again(text, motion), 0.25 * term.head.score(text, motion)));
    EXPECT_THROW(PreferenceTerm::load(file, 8), Error);
    EXPECT_THROW(PreferenceTerm::load(folder.path() / "none", kWidth), Error);
    const auto refused = [&] {
        term.save(file);
        PreferenceTerm::load(file, kWidth);
    };
    term.head.weight = torch::full({2 * kWidth}, NAN);
    EXPECT_THROW(refused(), Error);
    term.head.weight = torch::zeros({2 * kWidth});
    term.weight = -1;
    EXPECT_THROW(refused(), Error);
}

}  // namespace
}  // namespace im
