#pragma once
// Token sequences that begin with tokens which are there already: a motion that goes on. TokenDecoder (all of
// whose sequences begin with nothing) draws by the same function.
//
//   auto model = make_cpu_model(generator);
//   auto rest = decode_going_on(*model, generator->config(), condition, requests, {first_tokens}, {}, {}, {});

#include <span>
#include <stop_token>
#include <vector>

#include "engine/generate/cached_model.h"
#include "engine/generate/token_decoder.h"

namespace im {

/// As TokenDecoder::decode, where sequence i begins with given[i]: whole steps, none of them END. They count in
/// `wanted_tokens`, in the model's positions and in those of the random stream, not in `tokens_min`, and are
/// not in the results; so a sequence goes on from its own first tokens as it did before. `given` may be empty:
/// nobody's. Throws Usage for other tokens, or so many that none is left to draw.
std::vector<TokenSequence> decode_going_on(CachedModel& model, const TransformerConfig& config,
                                           const TextCondition& condition,
                                           std::span<const SequenceRequest> requests,
                                           std::span<const std::vector<int>> given,
                                           const DecodeOptions& options, const DecodeListener& listener,
                                           std::stop_token stop);

}  // namespace im
