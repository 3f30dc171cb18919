#pragma once
// Drawing token sequences from the generator: batched, cached, guided, each sequence from
// a random stream of its own.
//
//   TokenDecoder decoder(generator);  // a copy of the weights as they are now
//   auto sequences = decoder.decode(condition, {{.condition = 0, .seed = 7}}, {});
//
// A sequence depends on its text, its wanted length, its seed and variation, and the options; not on the rest
// of the batch. On the CPU this holds to the last bit.

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <vector>

#include "engine/generate/cached_model.h"
#include "engine/generate/sampling_options.h"

namespace im {

struct SequenceRequest {
    int condition = 0;  ///< row of the TextCondition
    std::uint64_t seed = 0;
    int variation = 0;
    /// 0: END is up to the model; else exactly so many, of whole steps (END masked before, forced after).
    int wanted_tokens = 0;
};

struct DecodeOptions {
    SamplingOptions sampling;
    int tokens_max = 0;  ///< 0: as many as the model has positions for; cut to whole steps
    int tokens_min = 0;  ///< END cannot be drawn earlier. 0: a sequence may be empty
};

struct TokenSequence {
    std::vector<int> tokens;  ///< without END
    bool ended = false;       ///< END was drawn or forced; false: tokens_max was reached
    /// One entry a token, then one for END if it ended. END's rule (masked, forced) applies in both.
    std::vector<float> log_probabilities;  ///< under the distribution that was sampled from
    /// Under the model itself: temperature 1, no guidance, no top-k, no top-p.
    std::vector<float> plain_log_probabilities;
    double plain_sum() const;
};

struct DecodeListener {
    /// A token of a sequence became known; sequences in order within a step.
    std::function<void(int sequence, int token)> on_token;
    /// No more tokens will come for it.
    std::function<void(int sequence)> on_end;
    std::function<void(double progress)> on_progress;  ///< 0..1, after each step
};

class TokenDecoder {
  public:
    /// Auto: own kernels on the CPU, tensor operations on other devices.
    enum class Form { Auto, Kernels, Tensors };
    explicit TokenDecoder(const Transformer& generator, Form form = Form::Auto);

    /// Result i belongs to sequences[i]. `condition.length` is set from the wanted lengths and need
    /// not be given. Throws Usage for options or requests out of range, Interrupted when stopped
    /// (looked at before each token).
    std::vector<TokenSequence> decode(const TextCondition& condition,
                                      std::span<const SequenceRequest> sequences,
                                      const DecodeOptions& options, const DecodeListener& listener = {},
                                      std::stop_token stop = {});

    const TransformerConfig& config() const { return config_; }

  private:
    TransformerConfig config_;
    std::unique_ptr<CachedModel> model_;
};

}  // namespace im
