#pragma once
// A model folder's generator and tokenizer, for motions by the thousand: batches of tokens and features
// instead of one clip after another.
//
//   MotionSampler sampler(folder, device);
//   auto tokens = sampler.sample({{"a person walks", seed, 0}, {"a person walks", seed, 1}}, {}, {}, {});

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/generate/token_decoder.h"
#include "engine/model/model_folder.h"
#include "engine/text/sentence_encoder.h"

namespace im {

struct MotionRequest {
    std::string prompt;
    std::uint64_t seed = 0;
    int variation = 0;
};

class MotionSampler {
  public:
    /// Throws Input or Resource, as loading the parts does.
    MotionSampler(const std::filesystem::path& model_folder, torch::Device device);

    const ModelConfig& config() const { return config_; }
    const Tokenizer& tokenizer() const { return tokenizer_; }

    /// Tokens of each request (at least two, no END), the same as `generate` draws for the prompt, seed and
    /// variation but for the last bits of a text's encoding. Throws Interrupted when stopped.
    std::vector<std::vector<int>> sample(const std::vector<MotionRequest>& requests,
                                         const SamplingOptions& sampling,
                                         const std::function<void(std::size_t done)>& on_progress,
                                         std::stop_token stop);

  private:
    TextCondition condition_of(const std::vector<std::string>& prompts);

    torch::Device device_;
    ModelConfig config_;
    Tokenizer tokenizer_;
    std::shared_ptr<const SentenceEncoder> text_encoder_;
    std::unique_ptr<TokenDecoder> decoder_;
    std::unordered_map<std::string, EncodedText> encoded_;  ///< one text each
};

}  // namespace im
