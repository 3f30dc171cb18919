#pragma once
// LoRA: small trainable corrections on the attention and MLP weights of a frozen
// generator (Hu et al., ICLR 2022).
//
//   Lora lora(generator, LoraConfig{.rank = 8});  // corrects nothing yet: B starts at zero
//   lora->attach();                               // from now on generator(...) hears it
//   { const LoraOff base(lora); ... }             // the base model, bit for bit
//   lora->merge();                                // for good, into the generator's own weights
//
// A LoRA folder holds lora.json (rank, targets, where the base model is, and its hash) and lora.safetensors;
// it can be given wherever a model folder can (model_folder.h).

#include <filesystem>
#include <string>
#include <vector>

#include <torch/nn/module.h>
#include <torch/nn/pimpl.h>
#include <nlohmann/json_fwd.hpp>

#include "engine/model/transformer.h"

namespace im {

class JsonReader;

struct LoraConfig {
    int rank = 8;           ///< r
    double alpha = 16.0;    ///< the correction is scaled by alpha / r
    bool attention = true;  ///< query, key, value, proj
    bool mlp = true;        ///< both layers
};

/// The keys "rank", "alpha", "attention", "mlp". Throws Input; at least one target is needed.
/// Does not finish the reader.
LoraConfig read_lora_config(JsonReader& reader);

/// Its parameters are the corrections, under the names of the weights that they correct
/// ("...attn.query.lora_a").
class LoraImpl : public torch::nn::Module {
  public:
    /// On the generator's device, detached. A is drawn from U(-1/sqrt(in), 1/sqrt(in)), B is zero.
    LoraImpl(const Transformer& generator, const LoraConfig& config);
    ~LoraImpl() override;

    void attach();
    void detach();
    bool attached() const { return attached_; }
    /// Adds the corrections to the generator's weights, and detaches.
    void merge();
    const LoraConfig& config() const { return config_; }

  private:
    struct Target {
        AdaptedLinear linear;
        std::shared_ptr<const LowRank> correction;
    };
    LoraConfig config_;
    std::vector<Target> targets_;
    bool attached_ = false;
};
TORCH_MODULE(Lora);

/// The base model within a scope.
class LoraOff {
  public:
    explicit LoraOff(Lora lora);
    ~LoraOff();
    LoraOff(const LoraOff&) = delete;
    LoraOff& operator=(const LoraOff&) = delete;

  private:
    Lora lora_;
    bool was_attached_;
};

/// Tells versions of a generator.safetensors apart: 16 hexadecimal digits.
std::string generator_hash(const std::filesystem::path& model_folder);

struct LoraFolder {
    std::string name;
    LoraConfig config;
    std::filesystem::path base;  ///< the base model's folder, found and checked
};

bool is_lora_folder(const std::filesystem::path& folder);
/// Throws Input: lora.json broken; the base model neither where lora.json says nor the starter; another base
/// than it was trained on.
LoraFolder read_lora_folder(const std::filesystem::path& folder);
/// Of a LoRA folder the folder of the model that it corrects, else the folder itself: where everything but
/// the corrections is.
std::filesystem::path base_folder(const std::filesystem::path& model_folder);
/// lora.json and lora.safetensors, each replaced atomically.
void save_lora(const std::filesystem::path& folder, const std::string& name, const Lora& lora,
               const std::filesystem::path& base);
/// The corrections of `folder` for `generator`, whose weights are the base's. Throws
/// Input when they do not fit.
Lora load_lora(const std::filesystem::path& folder, const Transformer& generator);

}  // namespace im
