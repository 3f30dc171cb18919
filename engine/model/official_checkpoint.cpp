#include "engine/model/official_checkpoint.h"

#include <algorithm>

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

/// Size of one dimension; `published` where the tensor is missing or has another form: load_into then lists
/// all faults.
int size_of(const TensorMap& tensors, const std::string& name, std::int64_t dimension,
            std::int64_t dimensions, int published) {
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.dim() != dimensions) return published;
    const auto size = found->second.size(dimension);
    return size < 1 || size > 1 << 20 ? published : static_cast<int>(size);
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

Transformer official_generator(const TensorMap& checkpoint, const std::string& source, int heads) {
    auto tensors = below(checkpoint, "trans.");
    TransformerConfig config;
    const auto size = [&](const std::string& name, std::int64_t dimension, int published,
                          std::int64_t dimensions = 2) {
        return size_of(tensors, name, dimension, dimensions, published);
    };
    const auto blocks = [&](const std::string& part) {
        return std::max(
            1, count(tensors, [&](int i) { return part + ".blocks." + std::to_string(i) + ".ln1.weight"; }));
    };
    config.codebook_size = size("trans_base.tok_emb.weight", 0, config.codebook_size + 2) - 2;
    config.width = size("trans_base.tok_emb.weight", 1, config.width);
    config.condition_width = size("trans_base.cond_emb.weight", 1, config.condition_width);
    config.block_size = size("trans_base.pos_embed.embed", 0, config.block_size, 3);
    config.fc_rate = std::max(
        1, size("trans_base.blocks.0.mlp.0.weight", 0, config.fc_rate * config.width) / config.width);
    config.base_layers = blocks("trans_base");
    config.head_layers = blocks("trans_head");
    config.heads = heads;
    if (config.codebook_size < 2)
        throw input_error("{}: expected a codebook, found {} rows", source, config.codebook_size + 2);
    if (heads < 1 || config.width % heads != 0 || config.width % 2 != 0 || config.block_size < 2) {
        throw input_error(
            "{}: expected an even width that {} heads divide and at least 2 positions, found width {} and {} "
            "positions",
            source, heads, config.width, config.block_size);
    }

    // Constants, and a table that the official code stores but never looks at.
    std::erase_if(tensors, [](const auto& entry) {
        return entry.first.ends_with(".attn.mask") || entry.first == "trans_base.pos_embed.embed" ||
               entry.first == "trans_base.pos_embedding.weight";
    });
    Transformer generator(config);
    load_into(*generator, tensors, "", source);
    generator->eval();
    return generator;
}

Transformer official_generator(const std::filesystem::path& file, int heads) {
    return official_generator(load_checkpoint(file), file.string(), heads);
}

VqVae official_tokenizer(const TensorMap& checkpoint, const std::string& source, int dilation_growth) {
    auto tensors = below(checkpoint, "net.vqvae.");
    VqVaeConfig config;
    config.feature_width = size_of(tensors, "encoder.model.0.weight", 1, 3, config.feature_width);
    config.width = size_of(tensors, "encoder.model.0.weight", 0, 3, config.width);
    config.codebook_size = size_of(tensors, "quantizer.codebook", 0, 2, config.codebook_size);
    config.code_dim = size_of(tensors, "quantizer.codebook", 1, 2, config.code_dim);
    config.down_t =
        count(tensors, [](int i) { return "encoder.model." + std::to_string(2 + i) + ".0.weight"; });
    config.depth = std::max(1, count(tensors, [](int i) {
                                return "encoder.model.2.1.model." + std::to_string(i) + ".conv1.weight";
                            }));
    config.dilation_growth = dilation_growth;

    const auto codebook = tensors.find("quantizer.codebook");
    tensors.try_emplace("quantizer.code_sum", codebook != tensors.end()
                                                  ? codebook->second
                                                  : torch::zeros({config.codebook_size, config.code_dim}));
    tensors.try_emplace("quantizer.code_count", torch::ones({config.codebook_size}));
    VqVae vqvae(config);
    load_into(*vqvae, tensors, "", source);
    vqvae->eval();
    return vqvae;
}

VqVae official_tokenizer(const std::filesystem::path& file, int dilation_growth) {
    return official_tokenizer(load_checkpoint(file), file.string(), dilation_growth);
}

}  // namespace im
