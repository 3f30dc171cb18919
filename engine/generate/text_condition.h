#pragma once
// Encoded texts as the generator takes them.

#include <vector>

#include "engine/model/transformer.h"
#include "engine/text/sentence_encoder.h"

namespace im {

/// Texts that were encoded one at a time (in a batch, padding would change the last bits of a state, and with
/// it, rarely, a token) -> one row each, states padded to the longest. `prefix_positions` 0: the sentence
/// vectors alone.
TextCondition text_condition(const std::vector<EncodedText>& texts, int prefix_positions);

/// How many word pieces of a text are worth encoding for a generator: its prefix, or
/// all that the encoder takes.
int text_tokens_max(const TransformerConfig& config);

}  // namespace im
