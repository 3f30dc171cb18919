#pragma once
// The generator with a key/value cache: one row of logits for each live sequence, one token at a time; the
// transformer itself runs once a step. Two forms of it: fused kernels for the CPU and tensor operations for
// any device. token_decoder.h draws the tokens.

#include <memory>
#include <span>
#include <vector>

#include "engine/model/transformer.h"

namespace im {

class CachedModel {
  public:
    virtual ~CachedModel() = default;

    /// Starts `context_of_row.size()` sequences; row r hears contexts' row context_of_row[r]. Rows
    /// with the same text share its prefix's work. Returns the logits of token 0: (rows, K + 1),
    /// valid until the next call.
    virtual std::span<const float> begin(const TextCondition& contexts, std::span<const int> context_of_row,
                                         int tokens_max) = 0;
    /// Appends one token to every live row; returns the logits of the next ones. At most tokens_max times.
    virtual std::span<const float> step(std::span<const int> tokens) = 0;
    /// The live rows become rows[0], rows[1], ...; the others are forgotten.
    virtual void keep(std::span<const int> rows) = 0;
};

/// Both copy the weights: later training steps do not change them.
std::unique_ptr<CachedModel> make_cpu_model(const Transformer& generator);
std::unique_ptr<CachedModel> make_tensor_model(const Transformer& generator);

}  // namespace im
