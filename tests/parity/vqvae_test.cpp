// The motion tokenizer against the official code's numbers, at both feature widths.

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/model/official_checkpoint.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

struct Case {
    const char* fixture;
    const char* weights;
};

class VqVaeParity : public testing::TestWithParam<Case> {
  protected:
    void SetUp() override {
        IM_REQUIRE_PARITY();
        fixture = std::make_unique<ParityFixture>(GetParam().fixture);
        model = official_tokenizer(parity_folder() / GetParam().weights,
                                   fixture->config().at("dilation_growth_rate"));
    }
    torch::Tensor get(const std::string& name) const { return tensor(*fixture, name); }
    void check(const std::string& name, const torch::Tensor& got) const { expect(*fixture, name, got); }

    std::unique_ptr<ParityFixture> fixture;
    VqVae model{nullptr};
    torch::NoGradGuard no_grad;
};

TEST_P(VqVaeParity, EncodesLikeTheOfficialCode) {
    for (const std::string suffix : {"", "_odd"}) {
        const auto x = get("x" + suffix);
        check("encoder_output" + suffix, model->encoder(x.transpose(1, 2)));
        check("code_idx" + suffix, model->encode(x));
    }
    const auto z = get("encoder_output");
    const auto rows = z.transpose(1, 2).reshape({-1, z.size(1)});
    check("codebook_distance", model->quantizer->distances(rows));
    check("dequantised", model->quantizer->lookup(get("code_idx")).transpose(1, 2));
}

TEST_P(VqVaeParity, DecodesLikeTheOfficialCode) {
    check("decoded_from_idx0", model->decode(get("code_idx").slice(0, 0, 1)));
    check("decoded_from_idx_odd", model->decode(get("code_idx_odd")));
    check("decoded_from_given_idx", model->decode(get("given_idx")));
    check("decoded_from_single_code_1", model->decode(torch::ones({1, 1}, torch::kInt64)));
}

TEST_P(VqVaeParity, ReconstructionAndLossesAreTheOfficialOnes) {
    namespace F = torch::nn::functional;
    const auto x = get("x");
    const auto output = model(x);
    check("forward_output", output.reconstruction);
    check("commit_loss", output.quantized.commit_loss.view({1}));
    check("perplexity", output.quantized.perplexity.view({1}));

    const auto positions = [](const torch::Tensor& features) {
        const int joints = features.size(2) == 263 ? 22 : 21;
        return features.slice(2, 4, 4 + 3 * (joints - 1));
    };
    const auto& y = output.reconstruction;
    const auto smooth = F::smooth_l1_loss(y, x),
               smooth_positions = F::smooth_l1_loss(positions(y), positions(x));
    check("loss_recons_l1_smooth", smooth.view({1}));
    check("loss_vel_l1_smooth", smooth_positions.view({1}));
    check("loss_recons_l2", F::mse_loss(y, x).view({1}));
    check("loss_vel_l2", F::mse_loss(positions(y), positions(x)).view({1}));
    check("loss_recons_l1", F::l1_loss(y, x).view({1}));
    check("loss_vel_l1", F::l1_loss(positions(y), positions(x)).view({1}));
    check("loss_total_l1_smooth",
          (smooth + 0.02 * output.quantized.commit_loss + 0.5 * smooth_positions).view({1}));
}

INSTANTIATE_TEST_SUITE_P(Widths, VqVaeParity,
                         testing::Values(Case{"vqvae_263", "vqvae_263.pth"},
                                         Case{"vqvae_263", "vqvae_263_cuda0.pth"},
                                         Case{"vqvae_251", "vqvae_251.pth"}));

}  // namespace
}  // namespace im::test
