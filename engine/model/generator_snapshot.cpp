#include "engine/model/generator_snapshot.h"

#include <torch/torch.h>

namespace im {
namespace {

constexpr const char* kSource = "the snapshot of a training";

TensorMap copies_of(const torch::nn::Module& module) {
    TensorMap copies = tensors_of(module);
    for (auto& [name, tensor] : copies)
        tensor = tensor.detach().to(torch::kCPU, /*non_blocking=*/false, true);
    return copies;
}

}  // namespace

std::shared_ptr<const GeneratorSnapshot> GeneratorSnapshot::of(const Transformer& generator) {
    const torch::NoGradGuard no_grad;
    std::shared_ptr<GeneratorSnapshot> snapshot(new GeneratorSnapshot(generator->config()));
    snapshot->weights_ = copies_of(*generator);
    return snapshot;
}

std::shared_ptr<const GeneratorSnapshot> GeneratorSnapshot::of(const Transformer& base,
                                                               const Lora& corrections) {
    const torch::NoGradGuard no_grad;
    std::shared_ptr<GeneratorSnapshot> snapshot(new GeneratorSnapshot(base->config()));
    snapshot->weights_ = tensors_of(*base);
    for (auto& [name, tensor] : snapshot->weights_) tensor = tensor.detach();
    snapshot->lora_ = corrections->config();
    snapshot->corrections_ = copies_of(*corrections);
    return snapshot;
}

Transformer GeneratorSnapshot::make(torch::Device device) const {
    const torch::NoGradGuard no_grad;
    Transformer generator(config_);
    load_into(*generator, weights_, "", kSource);
    generator->to(device);
    if (lora_) {
        Lora lora(generator, *lora_);
        load_into(*lora, corrections_, "", kSource);
        lora->merge();
    }
    generator->eval();
    return generator;
}

}  // namespace im
