#include "engine/train/run/run_state.h"

#include <cmath>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/core/number_text.h"
#include "engine/core/splitmix.h"
#include "engine/io/safetensors.h"
#include "engine/model/weights.h"
#include "engine/text/hash.h"

namespace im {
namespace fs = std::filesystem;
namespace {
const std::string kMemoryPrefix = "memory.";
}

double learning_rate_at(const OptimiserConfig& config, std::int64_t step, std::int64_t steps) {
    if (step < config.warmup_steps)
        return config.learning_rate * static_cast<double>(step + 1) / config.warmup_steps;
    if (config.schedule == "step") {
        return config.learning_rate * (static_cast<double>(step) < config.drop_at * static_cast<double>(steps)
                                           ? 1.0
                                           : config.final_share);
    }
    const double span = static_cast<double>(std::max<std::int64_t>(1, steps - config.warmup_steps));
    const double share = std::min(1.0, static_cast<double>(step - config.warmup_steps) / span);
    const double cosine = 0.5 * (1.0 + std::cos(share * 3.14159265358979323846));
    return config.learning_rate * (config.final_share + (1.0 - config.final_share) * cosine);
}

torch::optim::AdamW make_adamw(const torch::nn::Module& module, const OptimiserConfig& config) {
    return torch::optim::AdamW(module.parameters(), torch::optim::AdamWOptions(config.learning_rate)
                                                        .betas({config.beta1, config.beta2})
                                                        .weight_decay(config.weight_decay));
}

void set_learning_rate(torch::optim::AdamW& optimiser, double rate) {
    for (auto& group : optimiser.param_groups()) group.options().set_lr(rate);
}

std::uint64_t step_seed(std::uint64_t seed, std::int64_t step, std::uint64_t purpose) {
    return splitmix_finaliser(seed * 0x9E3779B97F4A7C15ull +
                              static_cast<std::uint64_t>(step) * 0xD1B54A32D192ED03ull +
                              purpose * 0x8CB92BA72F3D8DD7ull);
}

void save_checkpoint(const fs::path& file, const torch::nn::Module& module, torch::optim::AdamW& optimiser,
                     const RunPosition& position, const std::string& config_hash) {
    TensorMap tensors = tensors_of(module, "model.");
    for (const auto& item : module.named_parameters()) {
        const auto found = optimiser.state().find(item.value().unsafeGetTensorImpl());
        if (found == optimiser.state().end()) continue;  // a parameter that no loss has reached yet
        auto& state = static_cast<torch::optim::AdamWParamState&>(*found->second);
        tensors["adam.m." + item.key()] = state.exp_avg();
        tensors["adam.v." + item.key()] = state.exp_avg_sq();
        tensors["adam.step." + item.key()] =
            torch::tensor(state.step(), torch::kInt64);  // not all parameters learn from the first step on
    }
    std::map<std::string, std::string> metadata = {
        {"step", std::to_string(position.step)},
        {"best", fmt::format("{:.17g}", position.best)},
        {"validations_since_best", std::to_string(position.validations_since_best)},
        {"config", config_hash}};
    for (const auto& [key, text] : position.memory) metadata[kMemoryPrefix + key] = text;
    save_tensors(file, tensors, metadata);
}

RunPosition load_checkpoint(const fs::path& file, torch::nn::Module& module, torch::optim::AdamW& optimiser,
                            const std::string& config_hash) {
    const auto metadata = SafetensorsFile::read(file).metadata();
    const auto value = [&](const std::string& key) {
        const auto found = metadata.find(key);
        if (found == metadata.end())
            throw input_error("{}: expected a checkpoint, found no \"{}\" in its metadata", file.string(),
                              key);
        return found->second;
    };
    const auto place = [&](const char* key) { return fmt::format("{}: \"{}\"", file.string(), key); };
    if (value("config") != config_hash) {
        throw input_error(
            "{}: was written with another config; continue with that one, or start in another folder",
            file.string());
    }
    RunPosition position;
    position.step = number_in<std::int64_t>(value("step"), place("step"));
    position.best = number_in<double>(value("best"), place("best"));
    position.validations_since_best =
        number_in<int>(value("validations_since_best"), place("validations_since_best"));
    for (const auto& [key, text] : metadata) {
        if (key.starts_with(kMemoryPrefix)) position.memory[key.substr(kMemoryPrefix.size())] = text;
    }
    TensorMap tensors = load_tensors(file);
    load_into(module, tensors, "model.", file.string());
    for (const auto& item : module.named_parameters()) {
        const auto m = tensors.find("adam.m." + item.key()), v = tensors.find("adam.v." + item.key());
        if (m == tensors.end() || v == tensors.end()) continue;
        const auto own_step = tensors.find("adam.step." + item.key());
        auto state = std::make_unique<torch::optim::AdamWParamState>();
        // Older checkpoints have one count for all parameters.
        state->step(own_step != tensors.end()
                        ? own_step->second.item<std::int64_t>()
                        : number_in<std::int64_t>(value("adam_step"), place("adam_step")));
        state->exp_avg(m->second.to(item.value().device()).clone());
        state->exp_avg_sq(v->second.to(item.value().device()).clone());
        optimiser.state()[item.value().unsafeGetTensorImpl()] = std::move(state);
    }
    return position;
}

std::string hash_of(const std::string& text) {
    return fmt::format("{:016x}", fnv1a(text));
}

}  // namespace im
