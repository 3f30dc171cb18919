#pragma once
// Text to vectors, frozen: one for the sentence, one for each token. The one that comes with the program is
// all-MiniLM-L6-v2 (384-d, Apache-2.0); CLIP's is in clip_text_tower.h.
// Source: BERT (Devlin et al. 2019), MiniLM (Wang et al. 2020), sentence-transformers' mean pooling.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <torch/types.h>

namespace im {

struct EncodedText {
    torch::Tensor states;    ///< (B, L, W) float32, last hidden states, zero where padded
    torch::Tensor mask;      ///< (B, L) bool, true at word pieces (start and end included)
    torch::Tensor sentence;  ///< (B, W) float32; MiniLM: mean of the states, unit length
};

class SentenceEncoder {
  public:
    static constexpr int kWidth = 384;  ///< of MiniLM
    /// `folder` holds model.safetensors and vocab.txt. Throws Input/Resource naming what is missing or wrong.
    static std::shared_ptr<const SentenceEncoder> load(const std::filesystem::path& folder,
                                                       torch::Device device = torch::kCPU);
    virtual ~SentenceEncoder() = default;
    virtual int width() const { return kWidth; }  ///< W
    /// Batch of prompts (any UTF-8; invalid bytes become U+FFFD), each cut to `tokens_max` word pieces in
    /// all. L is the longest of the batch. Thread-safe, no gradient.
    virtual EncodedText encode(const std::vector<std::string>& texts, int tokens_max = 256) const = 0;
    virtual std::vector<std::vector<std::int64_t>> tokenize(const std::vector<std::string>& texts,
                                                            int tokens_max = 256) const = 0;
    /// The most word pieces of a text that encode() takes, however many are asked for.
    virtual int pieces_max() const { return 512; }
    /// Word pieces of a text of any length, start and end included; counts no further than `stop`.
    virtual int count_pieces(const std::string& text, int stop) const {
        return static_cast<int>(tokenize({text}, stop).front().size());
    }
    /// Changes with the weights and the vocabulary: names an encoder in the keys of files made with it. Empty
    /// where an encoder cannot tell: what it made must then not be kept.
    virtual std::string fingerprint() const { return {}; }
};

/// Where the set-up put the weights: $IM_MINILM_DIR, else the folder beside the program, else the development
/// tree's.
std::filesystem::path default_sentence_encoder_folder();

}  // namespace im
