#pragma once
// BERT's uncased WordPiece: text to word-piece ids, the same ids as the reference tokeniser of
// all-MiniLM-L6-v2. Source: Devlin et al. 2019; Wu et al. 2016, section 4.1 (greedy longest match first).

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace im {

class WordPieceTokenizer {
  public:
    /// `vocab_file`: one word piece a line, the line number (from 0) is its id. Throws
    /// Input naming the file and line.
    explicit WordPieceTokenizer(const std::filesystem::path& vocab_file);

    /// [CLS] pieces [SEP], at most `tokens_max` (at least 2) in all; what lies beyond is not even looked at.
    /// Any bytes are accepted: control characters and invalid UTF-8 are dropped, accents and case are
    /// removed, and a literal "[MASK]", "[SEP]", ... becomes that special token.
    std::vector<std::int64_t> encode(std::string_view text, int tokens_max) const;

    int piece_count() const { return static_cast<int>(ids_.size()); }
    /// Id of a word piece as the vocabulary spells it ("##ing"); -1 when there is none.
    std::int64_t id_of(std::string_view piece) const;
    /// Changes with the vocabulary.
    std::uint64_t fingerprint() const { return fingerprint_; }

  private:
    struct StringHash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    using Special = std::pair<std::string, std::int64_t>;

    /// Where the first special token of `text` begins; (text.size(), nullptr) when there is none.
    std::pair<std::size_t, const Special*> find_special(std::string_view text) const;
    void append_plain(std::string_view text, std::size_t ids_max, std::vector<std::int64_t>& ids) const;
    void append_word(std::u32string_view word, std::vector<std::int64_t>& ids) const;

    std::unordered_map<std::string, std::int64_t, StringHash, std::equal_to<>> ids_;
    std::vector<Special> specials_;  ///< [PAD] [UNK] [CLS] [SEP] [MASK]
    std::uint64_t fingerprint_ = 0;
    std::int64_t unknown_ = 0;
    std::int64_t begin_ = 0;
    std::int64_t end_ = 0;
};

}  // namespace im
