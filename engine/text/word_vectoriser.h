#pragma once
// Tagged words to vectors, for the published evaluator: a word's GloVe vector and a one-hot of its part of
// speech or of the list of motion words that it is in. Source: Guo et al., CVPR 2022, published code
// (WordVectorizer).

#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <torch/types.h>

namespace im {

/// Sentences, filled up to the same number of words.
struct VectorisedWords {
    torch::Tensor words;    ///< (B, L, W) float32
    torch::Tensor tags;     ///< (B, L, 15) float32, one-hot
    torch::Tensor lengths;  ///< (B) int64, start and end marks counted
};

class WordVectoriser {
  public:
    static constexpr int kTags = 15;
    static constexpr int kWordsMax = 20;  ///< of a sentence; the rest is cut off

    /// `vectors` (V, W), one row a word. Throws Input where they disagree or "unk",
    /// "sos" or "eos" is missing.
    WordVectoriser(std::vector<std::string> words, torch::Tensor vectors);
    /// our_vab_data.npy, our_vab_words.pkl and our_vab_idx.pkl as published, in `folder` or its "glove". The
    /// pickles are read without running anything they ask for. Throws Input.
    static WordVectoriser read_published(const std::filesystem::path& folder);

    const std::vector<std::string>& words() const { return words_; }
    const torch::Tensor& vectors() const { return vectors_; }

    /// Row of the vectors and number of the tag of "word/POS". A word outside the vocabulary is "unk/OTHER".
    std::pair<std::int64_t, int> look_up(std::string_view tagged_word) const;
    /// Sentences of "word/POS" -> L = 22: start mark, up to 20 words, end mark, filled up with "unk".
    VectorisedWords operator()(const std::vector<std::vector<std::string>>& sentences) const;

  private:
    std::vector<std::string> words_;
    torch::Tensor vectors_;
    std::unordered_map<std::string, std::int64_t> rows_;
};

}  // namespace im
