#include "engine/model/model_folder.h"

#include <algorithm>

#include <torch/torch.h>
#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/model/lora.h"
#include "engine/model/weights.h"

namespace im {
namespace fs = std::filesystem;
using nlohmann::json;
namespace {

void check_folder(const fs::path& folder) {
    std::error_code code;
    if (!fs::is_directory(folder, code))
        throw input_error("{}: expected a model folder, found none", folder.string());
}

StoredFloats stored(bool half) {
    return half ? StoredFloats::Float16 : StoredFloats::Float32;
}

}  // namespace

ModelConfig load_model_config(const fs::path& folder) {
    check_folder(folder);
    if (is_lora_folder(folder)) {
        const auto lora = read_lora_folder(folder);
        auto config = load_model_config(lora.base);
        config.name = lora.name;
        return config;
    }
    const fs::path file = folder / "model.json";
    return parse_model_config(read_json_file(file), file.string());
}

Tokenizer load_tokenizer(const fs::path& folder, const ModelConfig& config, torch::Device device) {
    check_folder(folder);
    if (is_lora_folder(folder)) return load_tokenizer(base_folder(folder), config, device);
    const fs::path file = folder / "tokenizer.safetensors";
    TensorMap tensors = load_tensors(file);
    Tokenizer tokenizer;
    for (auto [name, target] : {std::pair{"mean", &tokenizer.mean}, std::pair{"std", &tokenizer.std}}) {
        const auto found = tensors.find(name);
        if (found == tensors.end())
            throw input_error("{}: expected the tensor \"{}\", found none", file.string(), name);
        if (found->second.sizes() != torch::IntArrayRef({config.tokenizer.feature_width})) {
            throw input_error("{}: {}: expected {} values, found {}", file.string(), name,
                              config.tokenizer.feature_width, found->second.numel());
        }
        *target = found->second.to(device, torch::kFloat32);
        tensors.erase(found);
    }
    if (!tokenizer.std.gt(0).all().item<bool>() || !torch::isfinite(tokenizer.mean).all().item<bool>()) {
        throw input_error("{}: expected finite means and positive standard deviations", file.string());
    }
    tokenizer.vqvae = VqVae(config.tokenizer);
    load_into(*tokenizer.vqvae, tensors, "", file.string());
    tokenizer.vqvae->to(device);
    tokenizer.vqvae->eval();
    return tokenizer;
}

Transformer load_generator(const fs::path& folder, const ModelConfig& config, torch::Device device) {
    check_folder(folder);
    if (is_lora_folder(folder)) {
        auto generator = load_generator(base_folder(folder), config, device);
        load_lora(folder, generator)->merge();
        generator->eval();
        return generator;
    }
    Transformer generator(config.generator);
    load_into(*generator, folder / "generator.safetensors");
    generator->to(device);
    generator->eval();
    return generator;
}

void save_model_config(const fs::path& folder, const ModelConfig& config) {
    write_file_atomically(folder / "model.json", to_json(config).dump(2) + "\n");
}

void save_tokenizer(const fs::path& folder, const Tokenizer& tokenizer, bool half) {
    TensorMap tensors = tensors_of(*tokenizer.vqvae);
    tensors["mean"] = tokenizer.mean;
    tensors["std"] = tokenizer.std;
    // EMA sums outgrow fp16 and are of no use outside training.
    for (auto& [name, tensor] : tensors) {
        if (name.ends_with(".code_sum") || name.ends_with(".code_count")) tensor = torch::zeros_like(tensor);
    }
    save_tensors(folder / "tokenizer.safetensors", tensors, {{"kind", "tokenizer"}}, stored(half));
}

void save_generator(const fs::path& folder, const Transformer& generator, bool half) {
    save_tensors(folder / "generator.safetensors", tensors_of(*generator), {{"kind", "generator"}},
                 stored(half));
}

}  // namespace im
