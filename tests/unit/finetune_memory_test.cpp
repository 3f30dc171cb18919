// Does fine-tuning the official size (18 layers of width 1024, 228 M parameters) fit into 8 GB? Activations
// are measured on models of that width with fewer layers, by counting every tensor's bytes, and are linear in
// layers and sequences; the rest is counted.

#include <c10/core/Allocator.h>
#include <c10/util/ThreadLocalDebugInfo.h>
#include <gtest/gtest.h>

#include "engine/model/lora.h"
#include "engine/train/ppo/policy.h"
#include "engine/train/ppo/ppo_loss.h"
#include "tests/support/tensors.h"

namespace im::test {
namespace {

/// Counts the bytes of all tensors that this thread makes and frees.
class TensorMeter : public c10::MemoryReportingInfoBase {
  public:
    void reportMemoryUsage(void*, std::int64_t bytes, std::size_t, std::size_t, c10::Device) override {
        now_ += bytes;
        peak_ = std::max(peak_, now_);
    }
    bool memoryProfilingEnabled() const override { return true; }
    double peak() const { return static_cast<double>(peak_); }

  private:
    std::int64_t now_ = 0, peak_ = 0;
};

TransformerConfig official_width(int layers) {
    TransformerConfig config;  // the published sizes
    config.base_layers = layers / 2;
    config.head_layers = layers - layers / 2;
    return config;
}

struct Measured {
    double activations =
        0;  ///< peak of one micro-batch, forward and backward, with the gradients of what learns
    double weights = 0, corrections = 0;
};

Measured measure(int layers, int sequences, bool lora_only) {
    const auto config = official_width(layers);
    torch::manual_seed(1);
    Transformer generator(config);
    Lora lora(generator, LoraConfig{});
    if (lora_only) {
        for (auto& parameter : generator->parameters()) parameter.set_requires_grad(false);
        lora->attach();
    }
    Measured measured;
    for (const auto& parameter : generator->parameters())
        measured.weights += static_cast<double>(parameter.nbytes());
    for (const auto& parameter : lora->parameters())
        measured.corrections += static_cast<double>(parameter.nbytes());
    Rollout rollout;
    rollout.condition = random_condition(config, sequences);
    rollout.inputs = torch::randint(0, config.codebook_size, {sequences, config.tokens_max() - 1});
    rollout.actions = torch::randint(0, config.codebook_size, {sequences, config.tokens_max()});
    rollout.valid = torch::ones({sequences, config.tokens_max()}, torch::kBool);
    rollout.rules = torch::zeros({sequences, config.tokens_max()}, torch::kInt8);
    const auto meter = std::make_shared<TensorMeter>();
    {
        const c10::DebugInfoGuard counting(c10::DebugInfoKind::PROFILER_STATE, meter);
        const auto scores = score(generator, rollout, {}, false);
        const auto old = scores.log_probabilities.detach();
        policy_loss(scores.log_probabilities, old, torch::ones_like(old), rollout.valid, 0.2).sum.backward();
    }
    measured.activations = meter->peak();
    return measured;
}

/// f(layers, sequences) = a + b layers + c sequences + d layers sequences, through four measured points.
Measured at_official_size(int sequences, bool lora_only) {
    const Measured m[2][2] = {{measure(2, 1, lora_only), measure(2, 2, lora_only)},
                              {measure(4, 1, lora_only), measure(4, 2, lora_only)}};
    const auto line = [](double at_x0, double at_x1, double x0, double x1, double x) {
        return at_x0 + (at_x1 - at_x0) * (x - x0) / (x1 - x0);
    };
    Measured all;
    all.activations = line(line(m[0][0].activations, m[0][1].activations, 1, 2, sequences),
                           line(m[1][0].activations, m[1][1].activations, 1, 2, sequences), 2, 4, 18);
    all.weights = line(m[0][0].weights, m[1][0].weights, 2, 4, 18);
    all.corrections = line(m[0][0].corrections, m[1][0].corrections, 2, 4, 18);
    return all;
}

constexpr double kGigabyte = 1e9;
constexpr double kCache = 512.0 * (1 << 20);  // rollout.cpp's bound

TEST(FinetuneMemory, OfTheOfficialSizeWithLoraStaysBelow8Gigabytes) {
    const auto m = at_official_size(/*micro_batch=*/8, true);
    EXPECT_NEAR(m.weights / 4, 228e6, 2e6);  // parameters
    EXPECT_GT(m.activations, 0.2 * kGigabyte);
    const double learning = 3 * m.corrections;   // the corrections and two moments
    const double sampling = m.weights + kCache;  // the decoder's copy of the weights, keys and values
    const double sum = m.weights + learning + std::max(sampling, m.activations);
    RecordProperty("gigabytes", std::to_string(sum / kGigabyte));
    std::printf(
        "official size, LoRA, micro-batch 8: weights %.2f GB, corrections and moments %.2f, sampling %.2f, "
        "activations and gradients %.2f: %.2f GB\n",
        m.weights / kGigabyte, learning / kGigabyte, sampling / kGigabyte, m.activations / kGigabyte,
        sum / kGigabyte);
    EXPECT_LT(sum, 8 * kGigabyte);
    EXPECT_LT(m.corrections, 12e6);  // the file: a few megabytes
}

TEST(FinetuneMemory, OfTheOfficialSizeWithAllWeightsFitsBySmallMicroBatches) {
    const auto m = at_official_size(/*micro_batch=*/4, false);
    const double learning = 4 * m.weights;       // weights, reference, two moments
    const double sampling = m.weights + kCache;  // the decoder's copy of the weights, keys and values
    const double sum = learning + std::max(sampling, m.activations);
    std::printf(
        "official size, all weights, micro-batch 4: learner and reference %.2f GB, activations and gradients "
        "%.2f: %.2f GB\n",
        learning / kGigabyte, m.activations / kGigabyte, sum / kGigabyte);
    EXPECT_LT(sum, 8 * kGigabyte);
}

}  // namespace
}  // namespace im::test
