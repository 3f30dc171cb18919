#include "engine/model/official_checkpoint.h"

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/io/torch_pickle.h"

namespace im {
namespace {

/// The tensors below a prefix, without it.
TensorMap below(const TensorMap& tensors, const std::string& prefix) {
    TensorMap found;
    for (const auto& [name, tensor] : tensors) {
        if (name.starts_with(prefix)) found[name.substr(prefix.size())] = tensor;
    }
    return found;
}

/// Size of one dimension of a tensor that must be there.
int size_of(const TensorMap& tensors, const std::string& name, std::int64_t dimension,
            std::int64_t dimensions, const std::string& file) {
    const auto found = tensors.find(name);
    if (found == tensors.end()) throw input_error("{}: expected the tensor \"{}\", found none", file, name);
    if (found->second.dim() != dimensions || found->second.numel() == 0 ||
        found->second.size(dimension) > 1 << 20) {
        throw input_error("{}: {}: expected {} dimensions, none of them empty", file, name, dimensions);
    }
    return static_cast<int>(found->second.size(dimension));
}

/// How many of name(0), name(1), ... there are.
template <class Name>
int count(const TensorMap& tensors, const Name& name) {
    int n = 0;
    while (tensors.contains(name(n))) ++n;
    return n;
}

}  // namespace

TensorMap load_checkpoint(const std::filesystem::path& file) {
    return to_tensors(TorchCheckpoint::read(file).tensors(), file.string());
}

Transformer official_generator(const std::filesystem::path& file, int heads) {
    const std::string place = file.string();
    auto tensors = below(load_checkpoint(file), "trans.");
    const auto size = [&](const std::string& name, std::int64_t dimension, std::int64_t dimensions = 2) {
        return size_of(tensors, name, dimension, dimensions, place);
    };
    const auto blocks = [&](const std::string& part) {
        return count(tensors, [&](int i) { return part + ".blocks." + std::to_string(i) + ".ln1.weight"; });
    };
    TransformerConfig config;
    config.codebook_size = size("trans_base.tok_emb.weight", 0) - 2;
    config.width = size("trans_base.tok_emb.weight", 1);
    config.condition_width = size("trans_base.cond_emb.weight", 1);
    config.block_size = size("trans_base.pos_embed.embed", 0, 3);
    config.fc_rate = size("trans_base.blocks.0.mlp.0.weight", 0) / config.width;
    config.base_layers = blocks("trans_base");
    config.head_layers = blocks("trans_head");
    config.heads = heads;
    if (config.codebook_size < 2)
        throw input_error("{}: expected a codebook, found {} rows", place, config.codebook_size + 2);

    // Constants, and a table that the official code stores but never looks at.
    std::erase_if(tensors, [](const auto& entry) {
        return entry.first.ends_with(".attn.mask") || entry.first == "trans_base.pos_embed.embed" ||
               entry.first == "trans_base.pos_embedding.weight";
    });
    Transformer generator(config);
    load_into(*generator, tensors, "", place);
    generator->eval();
    return generator;
}

VqVae official_tokenizer(const std::filesystem::path& file, int dilation_growth) {
    const std::string place = file.string();
    auto tensors = below(load_checkpoint(file), "net.vqvae.");
    VqVaeConfig config;
    config.feature_width = size_of(tensors, "encoder.model.0.weight", 1, 3, place);
    config.width = size_of(tensors, "encoder.model.0.weight", 0, 3, place);
    config.codebook_size = size_of(tensors, "quantizer.codebook", 0, 2, place);
    config.code_dim = size_of(tensors, "quantizer.codebook", 1, 2, place);
    config.down_t =
        count(tensors, [](int i) { return "encoder.model." + std::to_string(2 + i) + ".0.weight"; });
    config.depth = count(
        tensors, [](int i) { return "encoder.model.2.1.model." + std::to_string(i) + ".conv1.weight"; });
    config.dilation_growth = dilation_growth;

    const auto codebook = tensors.at("quantizer.codebook");
    tensors.try_emplace("quantizer.code_sum", codebook);
    tensors.try_emplace("quantizer.code_count", torch::ones({config.codebook_size}));
    VqVae vqvae(config);
    load_into(*vqvae, tensors, "", place);
    vqvae->eval();
    return vqvae;
}

}  // namespace im
