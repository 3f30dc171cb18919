// Checkpoints in both layouts of torch.save, value by value.

#include <cmath>

#include <gtest/gtest.h>
#include <torch/torch.h>

#include "engine/io/torch_pickle.h"
#include "engine/model/official_checkpoint.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

/// The manifest's sums of every tensor. `prefix` stands before its names in the file.
void check_weights(const std::string& fixture, const std::string& file, const std::string& prefix) {
    const ParityFixture entry(fixture);
    const auto tensors = load_checkpoint(parity_folder() / file);
    std::size_t checked = 0;
    for (const auto& [name, want] : entry.entry().at("weights_check").items()) {
        const auto found = tensors.find(prefix + name);
        ASSERT_NE(found, tensors.end()) << name;
        const auto& got = found->second;
        EXPECT_EQ(got.sizes().vec(), want.at(0).get<std::vector<std::int64_t>>()) << name;
        const double sum = got.to(torch::kFloat64).sum().item<double>(),
                     size = got.to(torch::kFloat64).abs().sum().item<double>();
        EXPECT_NEAR(sum, want.at(2).get<double>(), 1e-5 * (1 + size)) << name;
        EXPECT_NEAR(size, want.at(3).get<double>(), 1e-5 * (1 + size)) << name;
        ++checked;
    }
    EXPECT_GT(checked, 10u);
}

TEST(TorchCheckpoint, ZipArchivesGiveEveryTensor) {
    IM_REQUIRE_PARITY();
    check_weights("gpt", "gpt.pth", "trans.");
    check_weights("vqvae_251", "vqvae_251.pth", "net.");
    check_weights("clip_text", "clip_text.pth", "");
}

TEST(TorchCheckpoint, StoragesOfAGpuAreReadOnTheCpu) {
    IM_REQUIRE_PARITY();
    check_weights("vqvae_263", "vqvae_263_cuda0.pth", "net.");
}

TEST(TorchCheckpoint, TheLegacyFormatHoldsTheSameAsTheZipArchive) {
    IM_REQUIRE_PARITY();
    const auto zip = load_checkpoint(parity_folder() / "evaluator.pth");
    const auto legacy = load_checkpoint(parity_folder() / "evaluator_legacy.tar");
    ASSERT_EQ(zip.size(), legacy.size());
    for (const auto& [name, tensor] : zip) {
        ASSERT_TRUE(legacy.contains(name)) << name;
        EXPECT_TRUE(tensor.equal(legacy.at(name))) << name;
    }
}

TEST(TorchCheckpoint, PlainNumbersAreKept) {
    IM_REQUIRE_PARITY();
    const auto checkpoint = TorchCheckpoint::read(parity_folder() / "evaluator.pth");
    EXPECT_EQ(checkpoint.numbers().at("epoch"), 7);
    EXPECT_EQ(checkpoint.numbers().at("iter"), 1234);
}

}  // namespace
}  // namespace im::test
