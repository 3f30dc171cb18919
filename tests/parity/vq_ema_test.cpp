// One training step of the codebook against the official code's numbers.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/model/quantizer.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

class VqEma : public testing::Test {
  protected:
    void SetUp() override {
        IM_REQUIRE_PARITY();
        fixture = std::make_unique<ParityFixture>("vq_ema");
        const auto& config = fixture->config();
        quantizer =
            Quantizer(QuantizerOptions{config.at("nb_code"), config.at("code_dim"), config.at("mu"), 1.0});
        quantizer->train();
    }
    torch::Tensor get(const std::string& name) const { return tensor(*fixture, name); }
    void give_state(const std::string& prefix) {
        quantizer->codebook.copy_(get(prefix + "_codebook_before"));
        quantizer->code_sum.copy_(get(prefix + "_code_sum_before"));
        quantizer->code_count.copy_(get(prefix + "_code_count_before"));
    }
    Quantized check_step(const std::string& prefix) {
        const auto output = quantizer(get(prefix + "_x"));
        expect(*fixture, prefix + "_quantised", output.values);
        expect(*fixture, prefix + "_commit_loss", output.commit_loss.view({1}));
        expect(*fixture, prefix + "_perplexity", output.perplexity.view({1}));
        expect(*fixture, prefix + "_codebook_after", quantizer->codebook);
        expect(*fixture, prefix + "_code_sum_after", quantizer->code_sum);
        expect(*fixture, prefix + "_code_count_after", quantizer->code_count);
        return output;
    }

    std::unique_ptr<ParityFixture> fixture;
    Quantizer quantizer{nullptr};
    torch::NoGradGuard no_grad;
};

TEST_F(VqEma, FirstStepsFillAndUpdateTheCodebook) {
    check_step("first");
    check_step("second");
}

TEST_F(VqEma, SecondStepFollowsFromAStoredState) {
    give_state("second");
    check_step("second");
}

TEST_F(VqEma, UnusedCodesAreReset) {
    give_state("given");
    const auto output = check_step("given");
    expect(*fixture, "given_code_idx", output.indices);
}

TEST_F(VqEma, SmallBatchesAreRepeatedWithNoise) {
    int draws = 0;
    quantizer->noise = [&](int, int) { return get("few_noise_" + std::to_string(draws++)); };
    check_step("few");
    EXPECT_EQ(draws, 2);
}

TEST_F(VqEma, EvaluationLeavesTheStateAlone) {
    quantizer->codebook.copy_(get("eval_codebook"));
    quantizer->eval();
    const auto output = quantizer(get("eval_x"));
    expect(*fixture, "eval_quantised", output.values);
    expect(*fixture, "eval_commit_loss", output.commit_loss.view({1}));
    expect(*fixture, "eval_perplexity", output.perplexity.view({1}));
    expect(*fixture, "eval_codebook", quantizer->codebook);
    EXPECT_EQ(quantizer->code_count.sum().item<float>(), 0.0f);
}

}  // namespace
}  // namespace im::test
