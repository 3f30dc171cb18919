#pragma once
// The encoded captions of a data set, all in memory and kept on disk: the encoder is frozen, so training
// never runs it twice.
//
//   auto captions = CaptionStates::encode_or_load(*encoder, texts, 40, run_folder / "captions.safetensors");
//   EncodedText batch = captions.batch({captions.index_of("a man walks"), 7, 12});

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <torch/types.h>

#include "engine/text/sentence_encoder.h"

namespace im {

class CaptionStates {
  public:
    using Progress = std::function<void(int done, int total)>;

    /// Takes the states of the texts that `cache_file` has (made by the same encoder with the same
    /// `tokens_max`), encodes the others (about 500 captions a second on two cores) and adds them to the
    /// file, so that several trainers can share it. A damaged or foreign cache file is replaced, and one that
    /// cannot be written costs a warning. `progress` may throw to cancel; nothing is written then. Texts that
    /// occur twice are kept once.
    static CaptionStates encode_or_load(const SentenceEncoder& encoder, std::vector<std::string> texts,
                                        int tokens_max, const std::filesystem::path& cache_file,
                                        const Progress& progress = {});

    int size() const { return static_cast<int>(texts_.size()); }
    const std::vector<std::string>& texts() const { return texts_; }
    /// Throws Usage for a text that is not among those encoded.
    int index_of(const std::string& text) const;
    /// States (B, L, W) padded to the longest of the batch, mask, sentence vectors; float32 on the CPU.
    /// Thread-safe. States went through 16-bit floats: right to about 3 digits.
    EncodedText batch(const std::vector<int>& indices) const;

  private:
    static CaptionStates load(const std::filesystem::path& file, const std::string& key, std::int64_t width);
    void save(const std::filesystem::path& file, const std::string& key) const;
    void encode(const SentenceEncoder& encoder, int tokens_max, const Progress& progress);
    bool add_text(std::string text);
    /// The states of `texts`, all of which must be here.
    CaptionStates of(std::vector<std::string> texts) const;
    void append(const CaptionStates& other);

    std::vector<std::string> texts_;
    std::unordered_map<std::string, int> index_;
    torch::Tensor states_;    ///< (all tokens, W) float16, text after text
    torch::Tensor offsets_;   ///< (N + 1) int64: text i has the rows offsets[i] .. offsets[i + 1]
    torch::Tensor sentence_;  ///< (N, W) float32
};

}  // namespace im
