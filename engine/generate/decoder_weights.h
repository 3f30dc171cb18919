#pragma once
// The generator's weights as plain tensors, copied at one point in time: what decoders with a cache work on
// while training goes on changing the module.

#include <vector>

#include "engine/model/transformer.h"

namespace im {

struct DecoderWeights {
    struct Affine {
        torch::Tensor weight, bias;
    };
    struct Layer {
        Affine ln1, qkv, proj, ln2, mlp_in, mlp_out;  ///< qkv (3 C, C): query, key, value
    };

    TransformerConfig config;
    struct Detail {
        torch::Tensor embedding;  ///< (K + 2, C): what the next step hears of the token
        torch::Tensor heard;      ///< (K + 2, C): what this level hears of the token before
        Affine ln, mlp_in, mlp_out, ln_f;
        torch::Tensor head;  ///< (K + 1, C)
    };
    torch::Tensor tokens;     ///< (K + 2, C)
    torch::Tensor positions;  ///< (block_size or more, C)
    Affine start;             ///< W -> C
    Affine prefix;            ///< W -> C; undefined without prefix positions
    torch::Tensor lengths;    ///< (block_size, C); undefined without length condition
    std::vector<Layer> layers;
    Affine final_norm;
    torch::Tensor head;           ///< (K + 1, C)
    std::vector<Detail> details;  ///< L - 1

    /// Copies where `copy` is true; else the tensors share the module's memory, except qkv.
    DecoderWeights(const Transformer& generator, bool copy);
    /// Frees the tensors of layers and details, once they were packed elsewhere.
    void drop_layers();

    /// Throws Input when a shape does not fit the model.
    void check(const TextCondition& condition) const;
    /// Start position (B, C), positions added.
    torch::Tensor embed_start(const TextCondition& condition) const;
    /// Token states (B, L, C), positions added; undefined when there are none.
    torch::Tensor embed_prefix(const TextCondition& condition) const;
};

}  // namespace im
