// PPO on a generator of a few kilobytes: sampling and scoring agree, it learns what it is rewarded for, and
// nothing that goes wrong in an iteration is left in the policy. Over 450 lines, for all of it is asked of one fixture.

#include "engine/train/ppo/ppo.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/core/error.h"
#include "engine/model/weights.h"
#include "engine/train/ppo/kl.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

constexpr int kPrompts = 6;
constexpr int kWanted = 3;  // the token that the toy task rewards

TransformerConfig toy_config(int levels = 1) {
    TransformerConfig config;
    config.codebook_size = 12;
    config.width = 32;
    config.base_layers = config.head_layers = 1;
    config.heads = 2;
    config.block_size = 13;
    config.condition_width = 16;
    config.prefix_positions = 5;
    config.length_condition = true;
    config.levels = levels;
    return config;
}

Transformer toy_generator(std::uint64_t seed = 1, int levels = 1) {
    torch::manual_seed(seed);
    Transformer generator(toy_config(levels));
    const torch::NoGradGuard no_grad;
    for (auto& parameter : generator->parameters()) parameter.add_(torch::randn_like(parameter), 0.05);
    generator->eval();
    return generator;
}

double share_of_wanted(const std::vector<int>& tokens) {
    const auto count = std::count(tokens.begin(), tokens.end(), kWanted);
    return static_cast<double>(count) / static_cast<double>(std::max<std::size_t>(1, tokens.size()));
}

/// Reward: the share of a certain token.
PpoTask toy_task() {
    PpoTask task;
    task.draw = [](std::int64_t iteration, int count) {
        std::vector<int> prompts;
        for (int i = 0; i < count; ++i) prompts.push_back(static_cast<int>((iteration + i) % kPrompts));
        return prompts;
    };
    const auto all = random_condition(toy_config(), kPrompts);
    task.encode = [all](const std::vector<int>& prompts) {
        return all.select(torch::tensor(at::ArrayRef<int>(prompts), torch::kInt64));
    };
    task.reward = [](const std::vector<int>&, const std::vector<std::vector<int>>& tokens) {
        std::vector<float> rewards;
        for (const auto& sequence : tokens) rewards.push_back(static_cast<float>(share_of_wanted(sequence)));
        SequenceRewards r;
        r.total = torch::tensor(rewards);
        r.terms["share"] = r.total;
        return r;
    };
    return task;
}

PpoConfig toy_ppo() {
    PpoConfig config;
    config.rollouts = 32;
    config.mini_batch = 16;
    config.micro_batch = 16;
    config.critic_warm_up = 0;
    config.precision = "fp32";
    config.optimiser.learning_rate = 3e-3;
    config.optimiser.warmup_steps = 0;
    config.optimiser.final_share = 1;
    return config;
}

std::vector<IterationReport> run(Ppo& ppo, int iterations, const PpoTask& task = toy_task()) {
    std::vector<IterationReport> reports;
    for (int i = 0; i < iterations; ++i) reports.push_back(ppo.iterate(i, iterations, task));
    return reports;
}

double mean_reward(const std::vector<IterationReport>& reports, std::size_t first, std::size_t last) {
    double sum = 0;
    for (std::size_t i = first; i < last; ++i) sum += reports[i].reward.mean;
    return sum / static_cast<double>(last - first);
}

TensorMap weights_of(const torch::nn::Module& module) {
    TensorMap copy;
    for (const auto& [name, tensor] : tensors_of(module)) copy[name] = tensor.detach().clone();
    return copy;
}

void expect_equal(const TensorMap& a, const TensorMap& b) {
    ASSERT_EQ(a.size(), b.size());
    for (const auto& [name, tensor] : a) EXPECT_TRUE(torch::equal(tensor, b.at(name))) << name;
}

Rollout toy_rollout(const Transformer& generator, const RolloutOptions& options, int count = 24) {
    TokenDecoder decoder(generator);
    std::vector<int> rows;
    for (int i = 0; i < count; ++i) rows.push_back(i % kPrompts);
    return roll_out(decoder, random_condition(toy_config(), kPrompts), rows, rows, options, 5);
}

struct Law {
    const char* name;
    RolloutOptions options;
    int levels = 1;
};

class SamplingLaw : public testing::TestWithParam<Law> {};

TEST_P(SamplingLaw, IsScoredExactlyAsItWasSampled) {
    const auto generator = toy_generator(1, GetParam().levels);
    const auto rollout = toy_rollout(generator, GetParam().options);
    const torch::NoGradGuard no_grad;
    const auto scores = score(generator, rollout, GetParam().options, false);
    EXPECT_LT(largest_difference(scores.log_probabilities, rollout.log_probabilities), 2e-4);
    // END before its time has probability 0 in scoring as well.
    for (int i = 0; i < GetParam().options.tokens_min; ++i) {
        EXPECT_TRUE(scores.distribution.select(1, i)
                        .select(1, 12)
                        .eq(-std::numeric_limits<float>::infinity())
                        .all()
                        .item<bool>());
    }
    EXPECT_LT(largest_difference(scores.distribution.exp().sum(-1),
                                 torch::ones_like(rollout.valid, torch::kFloat32)),
              1e-4);
}

TEST_P(SamplingLaw, HasNoKlToItselfAndNeverANegativeOne) {
    Policy policy(toy_generator(1, GetParam().levels));
    const auto& options = GetParam().options;
    const auto rollout = toy_rollout(policy.actor(), options);
    const torch::NoGradGuard no_grad;
    const auto same = exact_kl(score(policy.actor(), rollout, options, false).distribution,
                               policy.reference_distribution(rollout, options, false));
    EXPECT_EQ(same.abs().max().item<double>(), 0);
    for (auto& parameter : policy.actor()->parameters()) parameter.add_(torch::randn_like(parameter), 0.02);
    const auto moved = exact_kl(score(policy.actor(), rollout, options, false).distribution,
                                policy.reference_distribution(rollout, options, false));
    EXPECT_GT(moved.min().item<double>(), -1e-6);
    EXPECT_GT(moved.mean().item<double>(), 1e-4);
}

INSTANTIATE_TEST_SUITE_P(Ppo, SamplingLaw,
                         testing::Values(Law{"plain", {.tokens_min = 0}},
                                         Law{"hot", {.temperature = 1.5, .tokens_min = 3}},
                                         Law{"cold", {.temperature = 0.6, .tokens_min = 1}},
                                         Law{"guided", {.guidance = 1.5, .tokens_min = 2}},
                                         Law{"short", {.tokens_min = 2, .tokens_max = 5}},
                                         Law{"details", {.tokens_min = 2, .tokens_max = 5}, 3},
                                         Law{"guided_details", {.guidance = 1.5}, 2}),
                         [](const auto& test) { return test.param.name; });

TEST(Rollout, TellsWhichActionsCountAndWhichSequencesEnded) {
    const auto rollout = toy_rollout(toy_generator(), {.tokens_min = 2});
    for (std::int64_t b = 0; b < rollout.batch(); ++b) {
        const auto& tokens = rollout.tokens[static_cast<std::size_t>(b)];
        const bool ended = rollout.ended[b].item<bool>();
        EXPECT_EQ(rollout.valid[b].sum().item<std::int64_t>(),
                  static_cast<std::int64_t>(tokens.size()) + (ended ? 1 : 0));
        EXPECT_EQ(ended, tokens.size() < 12u || rollout.actions[b][12 - 1].item<int>() == 12);
        if (ended) {
            EXPECT_EQ(rollout.actions[b][static_cast<std::int64_t>(tokens.size())].item<int>(), 12);
        }
        EXPECT_GE(tokens.size(), 2u);
    }
    const std::vector<std::int64_t> rows = {3, 1};
    const auto part = rollout.select(rows);
    EXPECT_EQ(part.tokens[0], rollout.tokens[3]);
    EXPECT_EQ(part.valid.size(1),
              std::max(part.valid[0].sum().item<std::int64_t>(), part.valid[1].sum().item<std::int64_t>()));
}

TEST(Rollout, ASequenceDoesNotDependOnTheBatchItIsDrawnIn) {
    const auto generator = toy_generator();
    const auto many = toy_rollout(generator, {}, 24), few = toy_rollout(generator, {}, 6);
    for (std::size_t i = 0; i < 6; ++i) EXPECT_EQ(many.tokens[i], few.tokens[i]);
}

struct Variant {
    const char* name;
    void (*change)(PpoConfig&);
    bool lora = false;
    double gain = 0.2;  ///< of the share of the wanted token
};

class PpoLearns : public testing::TestWithParam<Variant> {};

TEST_P(PpoLearns, WhatItIsRewardedFor) {
    auto config = toy_ppo();
    GetParam().change(config);
    Ppo ppo(GetParam().lora ? Policy(toy_generator(), LoraConfig{.rank = 8, .alpha = 32})
                            : Policy(toy_generator()),
            config, 1);
    const int warm_up = config.baseline == Baseline::Critic ? config.critic_warm_up : 0;
    const auto reports = run(ppo, warm_up + 25);
    const double before = reports[0].reward.mean,
                 after = mean_reward(reports, reports.size() - 5, reports.size());
    EXPECT_GT(after, before + GetParam().gain) << "from " << before;
    for (const auto& report : reports) {
        EXPECT_FALSE(report.failed);
        EXPECT_GE(report.kl, -1e-5);
        EXPECT_LT(report.sampling_mismatch, 1e-3);
        EXPECT_NEAR(report.ratio_mean, 1, 0.2);
    }
    EXPECT_NEAR(reports[0].kl, 0, 1e-6);
    EXPECT_GT(reports.back().kl, 0.1);
}

INSTANTIATE_TEST_SUITE_P(
    Ppo, PpoLearns,
    testing::Values(Variant{"SharedDetachedCritic", [](PpoConfig&) {}},
                    Variant{"SharedCritic", [](PpoConfig& c) { c.critic = CriticKind::Shared; }},
                    Variant{"SeparateCritic", [](PpoConfig& c) { c.critic = CriticKind::Separate; }},
                    Variant{"CriticWarmUp", [](PpoConfig& c) { c.critic_warm_up = 3; }},
                    Variant{"LeaveOneOut",
                            [](PpoConfig& c) {
                                c.baseline = Baseline::LeaveOneOut;
                                c.samples_per_prompt = 4;
                            }},
                    Variant{"Guided", [](PpoConfig& c) { c.sampling.guidance = 1.0; }},
                    Variant{"ValueClip", [](PpoConfig& c) { c.value_clip = 0.2; }},
                    Variant{"EntropyBonus", [](PpoConfig& c) { c.entropy_weight = 0.01; }},
                    Variant{"WholeBatch",
                            [](PpoConfig& c) {
                                c.mini_batch = 32;
                                c.optimiser.learning_rate = 5e-3;
                            }},
                    Variant{"LowRank", [](PpoConfig& c) { c.optimiser.learning_rate = 1e-2; }, true, 0.07}),
    [](const auto& test) { return test.param.name; });

TEST(PpoTest, ExactKlAsALossHoldsThePolicyNearTheReference) {
    auto free = toy_ppo(), held = toy_ppo();
    held.kl_weight = 3;
    Ppo a(Policy(toy_generator()), free, 1), b(Policy(toy_generator()), held, 1);
    EXPECT_LT(run(b, 15).back().kl, 0.3 * run(a, 15).back().kl);
}

TEST(PpoTest, AdaptiveBetaRisesWhileTheKlIsAboveItsTarget) {
    auto config = toy_ppo();
    config.adaptive_beta = true;
    config.kl_target = 0.01;
    Ppo ppo(Policy(toy_generator()), config, 1);
    const auto reports = run(ppo, 8);
    EXPECT_GT(reports.back().beta, 1.3 * reports[1].beta);
}

TEST(PpoTest, AnEpochEndsEarlyAtTheKlLimit) {
    auto config = toy_ppo();
    config.kl_epoch_limit = 1e-4;
    config.optimiser.learning_rate = 2e-2;
    Ppo ppo(Policy(toy_generator()), config, 1);
    const auto report = ppo.iterate(0, 1, toy_task());
    EXPECT_TRUE(report.stopped_early);
    EXPECT_FALSE(report.failed);
    EXPECT_LT(report.steps, 4);
}

TEST(PpoTest, WarmUpLeavesThePolicyAlone) {
    auto config = toy_ppo();
    config.critic_warm_up = 2;
    Ppo ppo(Policy(toy_generator()), config, 1);
    const auto before = weights_of(*ppo.policy().actor());
    const auto reports = run(ppo, 2);
    EXPECT_TRUE(reports[1].warm_up);
    EXPECT_EQ(reports[1].gradient_norm, 0);
    EXPECT_GT(reports[1].critic_gradient_norm, 0);
    expect_equal(before, weights_of(*ppo.policy().actor()));
}

TEST(CriticTest, OnlyWhenSharedAndNotDetachedItTrainsThePolicysLayers) {
    for (const auto kind : {CriticKind::SharedDetached, CriticKind::Separate, CriticKind::Shared}) {
        auto actor = toy_generator();
        Critic critic(actor, kind);
        const auto rollout = toy_rollout(actor, {}, 4);
        const auto first = critic(score(actor, rollout, {}, false).features, rollout, false);
        EXPECT_EQ(first.abs().max().item<double>(), 0);  // before the first step
        {
            const torch::NoGradGuard no_grad;
            for (auto& parameter : critic->parameters()) parameter.add_(torch::randn_like(parameter), 0.1);
        }
        critic(score(actor, rollout, {}, false).features, rollout, false).sum().backward();
        const auto& weight = actor->base_blocks()[0]->mlp_in->weight;
        EXPECT_EQ(weight.grad().defined() && weight.grad().abs().sum().item<double>() > 0,
                  kind == CriticKind::Shared);
        EXPECT_FALSE(actor->output()->weight.grad().defined());
        EXPECT_EQ(critic->named_parameters().contains("layers.trans_base.blocks.0.mlp.0.weight"),
                  kind == CriticKind::Separate);
    }
}

TEST(PpoTest, MicroBatchesGiveTheSameUpdateAsOneBatch) {
    auto whole = toy_ppo(), parts = toy_ppo();
    whole.micro_batch = 16;
    parts.micro_batch = 3;
    Ppo a(Policy(toy_generator()), whole, 1), b(Policy(toy_generator()), parts, 1);
    a.iterate(0, 1, toy_task());
    b.iterate(0, 1, toy_task());
    const auto wa = weights_of(*a.policy().actor()), wb = weights_of(*b.policy().actor());
    double moved = 0, apart = 0;
    const auto start = weights_of(*toy_generator());
    for (const auto& [name, tensor] : wa) {
        moved += (tensor - start.at(name)).abs().sum().item<double>();
        apart += (tensor - wb.at(name)).abs().sum().item<double>();
    }
    EXPECT_LT(apart, 0.01 * moved);
}

TEST(PpoTest, WhenMemoryRunsOutTheMicroBatchIsHalvedAndTheIterationGoesOn) {
    auto config = toy_ppo();
    Ppo limited(Policy(toy_generator()), config, 1);
    std::vector<int> halvings;
    limited.on_less_memory = [&](int micro_batch) { halvings.push_back(micro_batch); };
    int calls = 0;
    bool thrown = false;
    const auto report = limited.iterate(0, 1, toy_task(), [&] {
        // Late enough to be in the middle of a mini-batch's gradients.
        if (++calls > 18 && !thrown) {
            thrown = true;
            throw std::bad_alloc();
        }
    });
    EXPECT_THAT(halvings, testing::ElementsAre(8));
    EXPECT_EQ(report.micro_batch, 8);
    EXPECT_FALSE(report.failed);
    config.micro_batch = 8;
    Ppo plain(Policy(toy_generator()), config, 1);
    plain.iterate(0, 1, toy_task());
    for (const auto& [name, tensor] : weights_of(*limited.policy().actor())) {
        EXPECT_LT(largest_difference(tensor, weights_of(*plain.policy().actor()).at(name)), 2e-3) << name;
    }
}

TEST(PpoTest, WithoutMemoryForOneSequenceItSaysSo) {
    Ppo ppo(Policy(toy_generator()), toy_ppo(), 1);
    int calls = 0;
    try {
        ppo.iterate(0, 1, toy_task(), [&] {
            if (++calls > 14) throw std::bad_alloc();
        });
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Resource);
        EXPECT_THAT(error.what(), testing::HasSubstr("memory"));
    }
}

TEST(PpoTest, StoppedAnywhereThePolicyIsAsBeforeTheIteration) {
    auto config = toy_ppo();
    config.micro_batch = 4;
    Ppo reference(Policy(toy_generator()), config, 1);
    reference.iterate(0, 9, toy_task());
    const auto after_first = weights_of(reference.learner());
    reference.iterate(1, 9, toy_task());
    const auto after_second = weights_of(reference.learner());
    for (const int stop_at : {1, 5, 13, 20, 25, 30, 36}) {  // while sampling, scoring, and in each epoch
        SCOPED_TRACE(stop_at);
        Ppo ppo(Policy(toy_generator()), config, 1);
        ppo.iterate(0, 9, toy_task());
        int calls = 0;
        EXPECT_THROW(ppo.iterate(1, 9, toy_task(),
                                 [&] {
                                     if (++calls == stop_at) throw Error(ErrorKind::Interrupted, "stopped");
                                 }),
                     Error);
        expect_equal(after_first, weights_of(ppo.learner()));
        ppo.iterate(1, 9, toy_task());
        expect_equal(after_second, weights_of(ppo.learner()));
    }
}

TEST(PpoTest, NanRewardsAreLeftOutAndCounted) {
    auto task = toy_task();
    const auto plain = task.reward;
    task.reward = [plain](const auto& prompts, const auto& tokens) {
        auto rewards = plain(prompts, tokens);
        rewards.total[0] = std::numeric_limits<float>::quiet_NaN();
        rewards.total[5] = std::numeric_limits<float>::infinity();
        return rewards;
    };
    Ppo ppo(Policy(toy_generator()), toy_ppo(), 1);
    const auto reports = run(ppo, 12, task);
    EXPECT_EQ(reports[0].rewards_skipped, 2);
    EXPECT_TRUE(std::isfinite(reports[0].reward.mean));
    EXPECT_GT(mean_reward(reports, 9, 12), reports[0].reward.mean + 0.1);
}

TEST(PpoTest, ABatchWithoutAnyFiniteRewardFailsAndChangesNothing) {
    auto task = toy_task();
    task.reward = [](const auto& prompts, const auto&) {
        return SequenceRewards{torch::full({static_cast<std::int64_t>(prompts.size())}, std::nanf("")), {}};
    };
    Ppo ppo(Policy(toy_generator()), toy_ppo(), 1);
    const auto before = weights_of(ppo.learner());
    const auto report = ppo.iterate(0, 1, task);
    EXPECT_TRUE(report.failed);
    EXPECT_EQ(report.rewards_skipped, 32);
    expect_equal(before, weights_of(ppo.learner()));
}

TEST(PpoTest, AnUpdateThatLeavesNanIsTakenBack) {
    auto config = toy_ppo();
    config.optimiser.learning_rate = 1;
    config.optimiser.weight_decay = 10;
    config.optimiser.gradient_norm_max = 0;
    Ppo ppo(Policy(toy_generator()), config, 1);
    const auto before = weights_of(ppo.learner());
    auto task = toy_task();
    const auto plain = task.reward;
    auto actor = ppo.policy().actor();
    // The actor breaks between sampling and the update.
    task.reward = [plain, actor](const auto& prompts, const auto& tokens) {
        const torch::NoGradGuard no_grad;
        actor->output()->weight[3][0] = std::numeric_limits<float>::quiet_NaN();
        return plain(prompts, tokens);
    };
    const auto report = ppo.iterate(0, 1, task);
    EXPECT_TRUE(report.failed);
    EXPECT_GT(report.steps_skipped, 0);
    expect_equal(before, weights_of(ppo.learner()));
}

TEST(PpoTest, RewardsThatOnlyDifferInScaleTeachTheSame) {
    auto loud = toy_task();
    const auto plain = loud.reward;
    loud.reward = [plain](const auto& prompts, const auto& tokens) {
        auto rewards = plain(prompts, tokens);
        rewards.total = rewards.total * 1024;
        return rewards;
    };
    Ppo a(Policy(toy_generator()), toy_ppo(), 1), b(Policy(toy_generator()), toy_ppo(), 1);
    a.iterate(0, 1, toy_task());
    b.iterate(0, 1, loud);
    for (const auto& [name, tensor] : weights_of(*a.policy().actor())) {
        EXPECT_LT(largest_difference(tensor, weights_of(*b.policy().actor()).at(name)), 2e-3) << name;
    }
}

TEST(PpoTest, SequencesWithoutEndCanBePenalised) {
    auto config = toy_ppo();
    config.no_end_penalty = 3;
    config.sampling.tokens_max = 6;
    Ppo ppo(Policy(toy_generator()), config, 1);
    auto task = toy_task();
    task.reward = [](const auto& prompts, const auto&) {
        return SequenceRewards{torch::zeros({static_cast<std::int64_t>(prompts.size())}), {}};
    };
    const auto reports = run(ppo, 25, task);
    EXPECT_GT(reports.back().end_rate, reports.front().end_rate + 0.2);
}

TEST(PpoTest, ACheckpointGoesOnWithTheSameCurve) {
    for (const bool lora : {false, true}) {
        SCOPED_TRACE(lora);
        const TemporaryFolder folder;
        auto config = toy_ppo();
        config.critic_warm_up = 2;
        config.adaptive_beta = true;
        const auto make = [&] {
            torch::manual_seed(9);  // the corrections' start
            return std::make_unique<Ppo>(
                lora ? Policy(toy_generator(), LoraConfig{}) : Policy(toy_generator()), config, 4);
        };
        auto whole = make();
        const auto reports = run(*whole, 6);
        auto first = make();
        for (int i = 0; i < 3; ++i) first->iterate(i, 6, toy_task());
        save_checkpoint(folder / "c.safetensors", first->learner(), first->optimiser(),
                        {3, 0, 0, first->memory()}, "hash");
        auto second = make();
        const auto position =
            load_checkpoint(folder / "c.safetensors", second->learner(), second->optimiser(), "hash");
        second->remember(position.memory);
        for (int i = 3; i < 6; ++i) {
            const auto report = second->iterate(i, 6, toy_task());
            EXPECT_EQ(report.reward.mean, reports[static_cast<std::size_t>(i)].reward.mean);
            EXPECT_EQ(report.kl, reports[static_cast<std::size_t>(i)].kl);
            EXPECT_EQ(report.gradient_norm, reports[static_cast<std::size_t>(i)].gradient_norm);
            EXPECT_EQ(report.beta, reports[static_cast<std::size_t>(i)].beta);
        }
        expect_equal(weights_of(whole->learner()), weights_of(second->learner()));
    }
}

TEST(PpoTest, InBfloat16TheRatioStaysNearOneAndItLearns) {
    auto config = toy_ppo();
    config.precision = "bf16";
    Ppo ppo(Policy(toy_generator()), config, 1);
    const auto reports = run(ppo, 20);
    EXPECT_TRUE(ppo.bf16());
    EXPECT_LT(reports[0].sampling_mismatch, 0.05);
    EXPECT_GT(mean_reward(reports, 16, 20), reports[0].reward.mean + 0.15);
}

}  // namespace
}  // namespace im::test
