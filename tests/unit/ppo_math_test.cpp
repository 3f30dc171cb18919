// The formulas of PPO against numbers worked out by hand, in double precision.

#include <cmath>
#include <limits>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/train/ppo/gae.h"
#include "engine/train/ppo/kl.h"
#include "engine/train/ppo/ppo_loss.h"

namespace im {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

torch::Tensor table(const std::vector<std::vector<double>>& rows) {
    std::vector<torch::Tensor> tensors;
    for (const auto& row : rows) tensors.push_back(torch::tensor(row, torch::kFloat64));
    return torch::stack(tensors);
}

torch::Tensor mask(const std::vector<int>& lengths, int width) {
    return torch::arange(width).unsqueeze(0).lt(torch::tensor(lengths).unsqueeze(1));
}

void expect_near(const torch::Tensor& got, const torch::Tensor& want) {
    EXPECT_TRUE(torch::allclose(got, want, 1e-12, 1e-12)) << got << "\nexpected\n" << want;
}

TEST(Gae, EqualsTheSumWorkedOutByHand) {
    // One sequence of three actions, reward at the end. gamma 0.9, lambda 0.5:
    // delta = [0 + .9*.2 - .1, 0 + .9*.4 - .2, 1 - .4] = [.08, .16, .6]
    // A = [.08 + .45*(.16 + .45*.6), .16 + .45*.6, .6]
    const auto got = gae(table({{0, 0, 1}}), table({{.1, .2, .4}}), mask({3}, 3), 0.9, 0.5);
    expect_near(got.advantages, table({{.08 + .45 * .43, .43, .6}}));
    expect_near(got.returns, table({{.18 + .45 * .43, .63, 1.0}}));
}

TEST(Gae, WithLambdaOneTheReturnIsTheRewardToCome) {
    const auto got = gae(table({{-.1, -.2, 2}}), table({{5, -3, 7}}), mask({3}, 3), 1.0, 1.0);
    expect_near(got.returns, table({{1.7, 1.8, 2}}));
}

TEST(Gae, NothingCrossesTheEndOfAShorterSequence) {
    const auto rewards = table({{0, 1, 99, 99}, {0, 0, 0, 1}});
    const auto values = table({{.5, .25, 99, 99}, {0, 0, 0, 0}});
    const auto got = gae(rewards, values, mask({2, 4}, 4), 1.0, 0.95);
    expect_near(got.advantages, table({{-.25 + .95 * .75, .75, 0, 0}, {.95 * .95 * .95, .95 * .95, .95, 1}}));
    expect_near(got.returns, table({{.25 + .95 * .75, 1, 0, 0}, {.95 * .95 * .95, .95 * .95, .95, 1}}));
}

TEST(Whitening, TakesMeanAndSpreadFromTheValidEntriesOnly) {
    const auto got = whiten(table({{1, 3, 1000}, {5, 7, 9}}), mask({2, 3}, 3));
    const double s = std::sqrt(8.0);  // of 1 3 5 7 9
    expect_near(got * (s + 1e-8), table({{-4, -2, 0}, {0, 2, 4}}));
}

TEST(Whitening, OfEqualEntriesIsZeroNotInfinite) {
    expect_near(whiten(table({{2, 2}, {2, 2}}), mask({2, 2}, 2)), torch::zeros({2, 2}, torch::kFloat64));
    expect_near(whiten(table({{2, 2}}), mask({0}, 2)), torch::zeros({1, 2}, torch::kFloat64));
}

TEST(LeaveOneOut, ComparesWithTheOtherSamplesOfThePrompt) {
    const std::vector<int> prompts = {4, 9, 4, 4, 9};
    const auto got = leave_one_out(torch::tensor({1.0, 5.0, 2.0, 6.0, 1.0}, torch::kFloat64), prompts);
    expect_near(got, torch::tensor({1.0 - 4.0, 4.0, 2.0 - 3.5, 6.0 - 1.5, -4.0}, torch::kFloat64));
}

TEST(LeaveOneOut, APromptWithOneSampleIsHeldAgainstTheBatch) {
    const std::vector<int> prompts = {1, 2, 2};
    const auto got = leave_one_out(torch::tensor({3.0, 1.0, 5.0}, torch::kFloat64), prompts);
    expect_near(got, torch::tensor({0.0, -4.0, 4.0}, torch::kFloat64));
    expect_near(leave_one_out(torch::tensor({3.0}, torch::kFloat64), std::vector<int>{1}),
                torch::zeros({1}, torch::kFloat64));
}

TEST(ExplainedVariance, IsOneForARightCriticAndZeroForAConstantOne) {
    const auto returns = table({{1, 2, 3}, {4, 5, 0}});
    const auto valid = mask({3, 2}, 3);
    EXPECT_DOUBLE_EQ(explained_variance(returns, returns, valid), 1);
    EXPECT_DOUBLE_EQ(explained_variance(torch::full_like(returns, 7), returns, valid), 0);
    EXPECT_LT(explained_variance(-returns, returns, valid), 0);
    EXPECT_EQ(explained_variance(returns, torch::ones_like(returns), valid), 0);
}

TEST(KlPenalty, IsPaidAtEveryActionAndTheRewardComesAtTheLast) {
    const auto log_p = table({{-1, -2, -3}, {-1, -1, -50}});
    const auto reference = table({{-1.5, -1, -3}, {-2, -3, -70}});
    const auto got = penalised_rewards(torch::tensor({10.0, 20.0}, torch::kFloat64), log_p, reference,
                                       mask({3, 2}, 3), 0.1);
    expect_near(got, table({{-.05, .1, 10}, {-.1, 20 - .2, 0}}));
}

TEST(ExactKl, EqualsTheSumOverTheVocabularyAndIsNeverNegative) {
    const auto p = table({{.5, .25, .25}, {.1, .1, .8}, {.2, .3, .5}}).log();
    const auto q = table({{.25, .25, .5}, {.8, .1, .1}, {.2, .3, .5}}).log();
    const auto got = exact_kl(p, q);
    const double first = .5 * std::log(2.0) - .25 * std::log(2.0), second = .7 * std::log(8.0);
    expect_near(got, torch::tensor({first, second, 0.0}, torch::kFloat64));
    torch::manual_seed(1);
    const auto many = exact_kl(torch::randn({100, 30}, torch::kFloat64).log_softmax(-1),
                               torch::randn({100, 30}, torch::kFloat64).log_softmax(-1));
    EXPECT_GT(many.min().item<double>(), 0);
}

TEST(ExactKl, BannedTokensCountNothingAndLeaveNoNanInTheGradient) {
    auto logits = torch::zeros({1, 3}, torch::kFloat64).requires_grad_(true);
    const auto ban = torch::tensor({{false, false, true}});
    const auto p = logits.masked_fill(ban, -kInfinity).log_softmax(-1);
    const auto q = table({{.75, .25, 0}}).log();
    const auto kl = exact_kl(p, q);
    EXPECT_NEAR(kl.item<double>(), .5 * std::log(.5 / .75) + .5 * std::log(.5 / .25), 1e-12);
    EXPECT_NEAR(entropy(p).item<double>(), std::log(2.0), 1e-12);
    (kl + entropy(p)).sum().backward();
    EXPECT_TRUE(logits.grad().isfinite().all().item<bool>());
}

TEST(AdaptiveBeta, MovesTowardsTheTargetByAtMostAFifth) {
    EXPECT_DOUBLE_EQ(adapted_beta(0.1, 6, 6, 0.5), 0.1);
    EXPECT_DOUBLE_EQ(adapted_beta(0.1, 6.6, 6, 0.5), 0.105);
    EXPECT_DOUBLE_EQ(adapted_beta(0.1, 600, 6, 0.5), 0.11);
    EXPECT_DOUBLE_EQ(adapted_beta(0.1, 0, 6, 0.5), 0.09);
}

TEST(PolicyLoss, IsClippedOnlyWhereThatMakesItWorse) {
    // rho = 1.5, 1.5, 0.5, 0.5, 1.1 with A = 1, -1, 1, -1, 2; epsilon 0.2. min(rho A, clip(rho) A):
    // 1.2, -1.5, 0.5, -0.8, 2.2
    const auto log_p = table({{1.5, 1.5, .5, .5, 1.1}}).log().requires_grad_(true);
    const auto advantages = table({{1, -1, 1, -1, 2}});
    const auto loss =
        policy_loss(log_p, torch::zeros({1, 5}, torch::kFloat64), advantages, mask({5}, 5), 0.2);
    EXPECT_NEAR(loss.sum.item<double>(), -(1.2 - 1.5 + .5 - .8 + 2.2), 1e-12);
    EXPECT_EQ(loss.clipped.item<double>(), 4);
    const double kl = 2 * (.5 - std::log(1.5)) + 2 * (-.5 - std::log(.5)) + (.1 - std::log(1.1));
    EXPECT_NEAR(loss.kl_sum.item<double>(), kl, 1e-12);
    loss.sum.backward();  // d(-rho A)/d log rho = -rho A where not clipped
    expect_near(log_p.grad(), table({{0, 1.5, -.5, 0, -2.2}}));
}

TEST(PolicyLoss, AtEqualProbabilitiesIsMinusTheAdvantage) {
    const auto log_p = table({{-1, -2, -kInfinity}});  // the last is not valid
    const auto loss = policy_loss(log_p, log_p, table({{3, 4, 1000}}), mask({2}, 3), 0.2);
    EXPECT_DOUBLE_EQ(loss.sum.item<double>(), -7);
    EXPECT_EQ(loss.clipped.item<double>(), 0);
    EXPECT_EQ(loss.kl_sum.item<double>(), 0);
    expect_near(loss.ratio, torch::ones({1, 3}, torch::kFloat64));
}

TEST(ValueLoss, IsHalfTheSquareAndOptionallyClippedAroundTheOldValue) {
    const auto values = table({{2.0, 0.0, 9}}), old_values = table({{1.0, 0.0, 0}}),
               returns = table({{3.0, 1.0, 0}});
    const auto valid = mask({2}, 3);
    EXPECT_DOUBLE_EQ(value_loss(values, old_values, returns, valid, 0).item<double>(), 0.5 * (1 + 1));
    // The first value moved by 1, more than 0.5: (1.5 - 3)^2 counts.
    EXPECT_DOUBLE_EQ(value_loss(values, old_values, returns, valid, 0.5).item<double>(), 0.5 * (2.25 + 1));
}

TEST(PpoLosses, OfMicroBatchesAddUpToTheWhole) {
    torch::manual_seed(3);
    const auto log_p = -torch::rand({6, 4}, torch::kFloat64), old = -torch::rand({6, 4}, torch::kFloat64);
    const auto advantages = torch::randn({6, 4}, torch::kFloat64);
    const auto valid = mask({4, 2, 3, 1, 4, 2}, 4);
    const auto part = [&](int first, int last) {
        const auto cut = [&](const torch::Tensor& t) { return t.slice(0, first, last); };
        return policy_loss(cut(log_p), cut(old), cut(advantages), cut(valid), 0.2).sum.item<double>() +
               value_loss(cut(log_p), cut(old), cut(advantages), cut(valid), 0.1).item<double>();
    };
    EXPECT_NEAR(part(0, 6), part(0, 1) + part(1, 4) + part(4, 6), 1e-12);
}

}  // namespace
}  // namespace im
