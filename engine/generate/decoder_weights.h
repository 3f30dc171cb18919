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
    torch::Tensor tokens;     ///< (K + 2, C)
    torch::Tensor positions;  ///< (block_size or more, C)
    Affine start;             ///< W -> C
    Affine prefix;            ///< W -> C; undefined without prefix positions
    torch::Tensor lengths;    ///< (block_size, C); undefined without length condition
    std::vector<Layer> layers;
    Affine final_norm;
    torch::Tensor head;  ///< (K + 1, C)

    /// Copies where `copy` is true; else the tensors share the module's memory, except qkv.
    DecoderWeights(const Transformer& generator, bool copy);
    /// Frees the layers' tensors, once they were packed elsewhere.
    void drop_layers();

    /// Throws Input when a shape does not fit the model.
    void check(const TextCondition& condition) const;
    /// Start position (B, C), positions added.
    torch::Tensor embed_start(const TextCondition& condition) const;
    /// Token states (B, L, C), positions added; undefined when there are none.
    torch::Tensor embed_prefix(const TextCondition& condition) const;
};

}  // namespace im
