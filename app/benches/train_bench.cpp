#include "app/benches/train_bench.h"

#include <algorithm>
#include <chrono>

#include <torch/torch.h>

#include "engine/model/device.h"
#include "engine/model/precision.h"
#include "engine/train/run/run_state.h"
#include "engine/train/run/train_config.h"
#include "engine/train/supervised/tokenizer_loss.h"

namespace im {
namespace {

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Steps a second of `loss` on `module`, after one step to warm up.
double steps_per_second(torch::nn::Module& module, const OptimiserConfig& optimiser, torch::Device device,
                        bool bf16, double seconds, const std::function<torch::Tensor()>& loss) {
    auto adamw = make_adamw(module, optimiser);
    module.train();
    const auto step = [&] {
        adamw.zero_grad();
        const torch::Tensor value = [&] {
            const AutocastScope autocast(bf16, device);
            return loss();
        }();
        value.backward();
        adamw.step();
        return value.item<double>();  // waits for the device
    };
    step();
    const double start = seconds_now();
    int count = 0;
    do {
        step();
        ++count;
    } while (seconds_now() - start < seconds);
    return count / (seconds_now() - start);
}

std::int64_t parameters_of(const torch::nn::Module& module) {
    std::int64_t sum = 0;
    for (const auto& parameter : module.parameters()) sum += parameter.numel();
    return sum;
}

void measure(TrainBenchResult& result, torch::nn::Module& module, const OptimiserConfig& optimiser,
             torch::Device device, double seconds, const std::function<torch::Tensor()>& loss) {
    result.parameters = parameters_of(module);
    result.fp32_steps_per_second = steps_per_second(module, optimiser, device, false, seconds, loss);
    if (use_bf16("auto", device))
        result.bf16_steps_per_second = steps_per_second(module, optimiser, device, true, seconds, loss);
}

}  // namespace

TrainBenchResult bench_train_tokenizer(const std::filesystem::path& config_file,
                                       const std::string& device_name, double seconds) {
    const TrainConfig config = load_train_config(config_file);
    const torch::Device device = choose_device(device_name);
    const Skeleton& skeleton = skeleton_by_name(config.model.skeleton);
    const int D = config.model.tokenizer.feature_width;
    Tokenizer tokenizer;
    tokenizer.vqvae = VqVae(config.model.tokenizer);
    tokenizer.vqvae->to(device);
    tokenizer.mean = torch::zeros({D}, device);
    tokenizer.std = torch::full({D}, 0.1, device);
    const int window = config.tokenizer.window_frames.back();
    const auto x = torch::randn({std::max(1, config.tokenizer.batch_frames / window), window, D}, device);
    TrainBenchResult result{"tokenizer", 0, x.size(0) * window, 0, 0};
    measure(result, *tokenizer.vqvae, config.tokenizer.optimiser, device, seconds, [&] {
        const auto output = tokenizer.vqvae(x);
        const auto reconstruction = output.reconstruction.to(torch::kFloat32);
        const FullPrecisionScope full(device);
        const auto loss = config.tokenizer.loss == "geometric"
                              ? geometric_loss(reconstruction, x, tokenizer, skeleton)
                              : published_loss(reconstruction, x, skeleton.joint_count());
        return loss.total + config.tokenizer.commit_weight * output.quantized.commit_loss;
    });
    return result;
}

TrainBenchResult bench_train_generator(const std::filesystem::path& config_file,
                                       const std::string& device_name, double seconds) {
    const TrainConfig config = load_train_config(config_file);
    const torch::Device device = choose_device(device_name);
    const TransformerConfig& sizes = config.model.generator;
    Transformer generator(sizes);
    generator->to(device);
    const std::int64_t B = config.generator.batch, t = sizes.tokens_max();
    const auto tokens =
        torch::randint(sizes.codebook_size, {B, t}, torch::TensorOptions(torch::kLong).device(device));
    TextCondition condition;
    condition.sentence = torch::randn({B, sizes.condition_width}, device);
    if (sizes.prefix_positions > 0) {
        const std::int64_t L = std::min(20, sizes.prefix_positions);  // the usual length of a caption
        condition.states = torch::randn({B, L, sizes.condition_width}, device);
        condition.mask = torch::ones({B, L}, torch::TensorOptions(torch::kBool).device(device));
    }
    TrainBenchResult result{"generator", 0,
                            B * (t + 1 + (condition.states.defined() ? condition.states.size(1) : 0)), 0, 0};
    measure(result, *generator, config.generator.optimiser, device, seconds, [&] {
        const auto logits = generator(tokens, condition).to(torch::kFloat32);
        const FullPrecisionScope full(device);
        return torch::nn::functional::cross_entropy(logits.slice(1, 0, t).flatten(0, 1), tokens.flatten());
    });
    return result;
}

}  // namespace im
