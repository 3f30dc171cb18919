#include "app/benches/ppo_bench.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <sstream>

#include <torch/torch.h>

#include "engine/generate/sampling.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"
#include "engine/model/reward.h"
#include "engine/train/ppo/ppo.h"

namespace im {
namespace {

double seconds_now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Linux: writing 5 there makes the kernel forget the peak so far.
void forget_peak_memory() {
    std::ofstream("/proc/self/clear_refs") << 5;
}

double peak_memory() {
    std::ifstream status("/proc/self/status");
    for (std::string line; std::getline(status, line);) {
        if (!line.starts_with("VmHWM:")) continue;
        std::istringstream value(line.substr(6));
        double kilobytes = 0;
        value >> kilobytes;
        return kilobytes * 1024;
    }
    return 0;
}

TextCondition random_texts(const TransformerConfig& config, int count) {
    constexpr int kWords = 18;  // word pieces of a caption, on average
    TextCondition condition;
    condition.sentence = torch::nn::functional::normalize(torch::randn({count, config.condition_width}));
    if (config.prefix_positions > 0) {
        const auto length = std::min(kWords, config.prefix_positions);
        condition.states = torch::randn({count, length, config.condition_width}) * 0.3;
        condition.mask = torch::ones({count, length}, torch::kBool);
    }
    return condition;
}

/// What sampling is without a cache: all of the sequence through the model again for every token.
double uncached_rollout(Transformer model, const TextCondition& condition, int tokens,
                        const RolloutOptions& options, const std::function<void()>& poll) {
    const torch::NoGradGuard no_grad;
    const auto device = model->output()->weight.device();
    const auto texts = condition.to(device);
    const auto B = texts.batch();
    const auto rules =
        end_rules(std::vector<int>(static_cast<std::size_t>(B), 0), tokens, tokens, model->config().levels);
    auto sequence = torch::zeros({B, 0}, torch::TensorOptions(torch::kInt64).device(device));
    const double start = seconds_now();
    for (int i = 0; i < tokens; ++i) {
        if (poll) poll();
        const auto logits = model(sequence, texts).select(1, i);
        const auto scores = sampling_log_probabilities(logits, options.sampling(), rules.select(1, i));
        sequence = torch::cat({sequence, torch::multinomial(scores.exp(), 1)}, 1);
    }
    return seconds_now() - start;
}

}  // namespace

PpoBenchResult bench_ppo(const PpoBenchOptions& options, const std::function<void()>& poll) {
    set_thread_count(options.threads);
    const auto device = choose_device(options.device);
    const auto model = load_model_config(options.model);
    const auto tokenizer = load_tokenizer(options.model, model, device);
    torch::manual_seed(1);
    ContrastiveConfig encoder;
    encoder.skeleton = model.skeleton;
    encoder.codec = model.codec;
    ContrastivePair pair(encoder);
    pair->to(device);
    pair->eval();
    const auto encoders = make_encoders(pair);
    const auto texts = random_texts(model.generator, options.rollouts);
    const auto f_text = torch::nn::functional::normalize(torch::randn({options.rollouts, encoders->width()}));

    PpoConfig config;
    config.rollouts = options.rollouts;
    config.mini_batch = std::max(1, options.rollouts / 2);
    config.critic_warm_up = 0;
    config.precision = options.precision;
    config.sampling.tokens_min = std::min(options.tokens, model.generator.steps_max());
    config.sampling.tokens_max = config.sampling.tokens_min;
    config.optimiser = {.learning_rate = 5e-6, .final_share = 1.0, .warmup_steps = 0};
    Ppo ppo(Policy(load_generator(options.model, model, device)), config, 1);
    PpoTask task;
    task.draw = [](std::int64_t, int count) {
        std::vector<int> prompts(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) prompts[static_cast<std::size_t>(i)] = i;
        return prompts;
    };
    task.encode = [&](const std::vector<int>&) { return texts; };
    task.reward = [&](const std::vector<int>&, const std::vector<std::vector<int>>& tokens) {
        return SequenceRewards{
            reward_of_tokens(*encoders, tokenizer, f_text, tokens, {}, {}, {.text = 2.0}).total, {}};
    };

    PpoBenchResult result;
    forget_peak_memory();
    const double start = seconds_now();
    result.cached = ppo.iterate(0, 1, task, poll);
    result.seconds = seconds_now() - start;
    result.peak_bytes = peak_memory();
    result.precision = ppo.bf16() ? "bf16" : "fp32";
    const int part = std::max(1, options.rollouts / options.uncached_share);
    result.uncached_rollout_seconds =
        uncached_rollout(ppo.policy().actor(), texts.select(torch::arange(part)), config.sampling.tokens_min,
                         config.sampling, poll) *
        options.rollouts / part;
    return result;
}

}  // namespace im
