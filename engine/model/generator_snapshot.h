#pragma once
// A generator's weights at one moment of its training, for others to generate with while it learns on.
//
//   auto snapshot = GeneratorSnapshot::of(actor);                 // on the training's thread
//   auto better = motion_generator->with(*snapshot);              // on another one, whenever it likes

#include <memory>
#include <optional>

#include "engine/model/lora.h"
#include "engine/model/transformer.h"
#include "engine/model/weights.h"

namespace im {

/// Never changes, and may be read from any thread.
class GeneratorSnapshot {
  public:
    /// Copies all weights, to the CPU.
    static std::shared_ptr<const GeneratorSnapshot> of(const Transformer& generator);
    /// Copies the corrections alone. The base's weights, which LoRA never writes to, are shared.
    static std::shared_ptr<const GeneratorSnapshot> of(const Transformer& base, const Lora& corrections);

    const TransformerConfig& config() const { return config_; }
    /// A generator of its own, corrections merged in: the same to the last bit as the model folder that is saved of
    /// these weights. Throws Input for weights that are no numbers.
    Transformer make(torch::Device device) const;

  private:
    explicit GeneratorSnapshot(const TransformerConfig& config) : config_(config) {}

    TransformerConfig config_;
    TensorMap weights_;
    std::optional<LoraConfig> lora_;
    TensorMap corrections_;
};

}  // namespace im
