#pragma once
// CLIP's byte-pair tokeniser: text to the same 77 ids as OpenAI's.
// Source: Radford et al. 2021 and its published code; byte-pair encoding: Sennrich et al. 2016.
//
// Cleaning follows the published one (ftfy, HTML entities, white space, case) but for one thing: text that
// was decoded with the wrong character set ("dÃ©jÃ ") is not guessed back.

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace im {

class ClipBpe {
  public:
    static constexpr int kContext = 77;  ///< ids of a text, start and end included

    /// bpe_simple_vocab_16e6.txt, gzipped as published or plain. Throws Input naming the file.
    explicit ClipBpe(const std::filesystem::path& vocabulary_file);

    /// [start] pieces [end], at most `tokens_max` ids, without the zeros that fill up to 77; what does not
    /// fit is cut and the last id becomes the end. Any bytes are accepted. A literal "<|endoftext|>" becomes
    /// that token, as in the published code.
    std::vector<std::int64_t> encode(std::string_view text, int tokens_max = kContext) const;

    std::int64_t start() const { return static_cast<std::int64_t>(ids_.size()); }
    std::int64_t end() const { return start() + 1; }
    /// Ids in all: 49408.
    std::int64_t size() const { return start() + 2; }
    /// Changes with the vocabulary.
    std::uint64_t fingerprint() const { return fingerprint_; }

  private:
    void append_word(std::string_view word, std::vector<std::int64_t>& ids) const;

    std::unordered_map<std::string, std::int64_t> ids_;  ///< of pieces, as the vocabulary spells them
    std::unordered_map<std::uint64_t, std::int64_t>
        merged_;                       ///< two ids -> the id of both; lower ids merge first
    std::int64_t byte_ids_[256] = {};  ///< of single bytes; + 256 at a word's end
    std::uint64_t fingerprint_ = 0;
};

/// The text as the tokeniser sees it. Invalid UTF-8 is dropped.
std::string clean_clip_text(std::string_view text);

}  // namespace im
