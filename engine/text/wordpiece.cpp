#include "engine/text/wordpiece.h"

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/text/hash.h"
#include "engine/text/utf8.h"

namespace im {
namespace {

constexpr std::size_t kWordCharactersMax = 100;

bool is_space(char32_t character) {
    if (character == U'\t' || character == U'\n' || character == U'\r') return true;
    const auto kind = category(character);
    return kind == UTF8PROC_CATEGORY_ZS || kind == UTF8PROC_CATEGORY_ZL || kind == UTF8PROC_CATEGORY_ZP;
}

/// Control, format (zero-width joiners, direction marks), surrogate, private use: they carry no word.
bool is_dropped(char32_t character) {
    const auto kind = category(character);
    return character == 0 || character == kReplacementCharacter || kind == UTF8PROC_CATEGORY_CC ||
           kind == UTF8PROC_CATEGORY_CF || kind == UTF8PROC_CATEGORY_CS || kind == UTF8PROC_CATEGORY_CO;
}

bool is_punctuation(char32_t character) {
    const bool ascii = (character >= 33 && character <= 47) || (character >= 58 && character <= 64) ||
                       (character >= 91 && character <= 96) || (character >= 123 && character <= 126);
    const auto kind = category(character);
    return ascii || (kind >= UTF8PROC_CATEGORY_PC && kind <= UTF8PROC_CATEGORY_PO);
}

/// Chinese characters and Japanese kanji stand for words of their own; kana and hangul do not.
bool is_ideograph(char32_t c) {
    return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
           (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) ||
           (c >= 0x2B920 && c <= 0x2CEAF) || (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

/// Lower case without accents: canonical decomposition, non-spacing marks left out.
template <class Visit>
void fold(char32_t character, Visit visit) {
    constexpr int kPartsMax = 32;  // the longest canonical decomposition has 4
    utf8proc_int32_t parts[kPartsMax];
    int boundary = 0;
    const auto count = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(character), parts, kPartsMax,
                                               UTF8PROC_DECOMPOSE, &boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < kPartsMax; ++i) {
        if (utf8proc_category(parts[i]) == UTF8PROC_CATEGORY_MN) continue;
        visit(static_cast<char32_t>(utf8proc_tolower(parts[i])));
    }
}

}  // namespace

WordPieceTokenizer::WordPieceTokenizer(const std::filesystem::path& vocab_file) {
    const std::string text = read_text(vocab_file, 1u << 26);
    fingerprint_ = Hash().add(text).value();
    std::string_view rest = text;
    for (std::int64_t line = 0; !rest.empty(); ++line) {
        const auto end = std::min(rest.find('\n'), rest.size());
        auto piece = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        if (piece.ends_with('\r')) piece.remove_suffix(1);
        if (piece.empty() || !ids_.emplace(piece, line).second) {
            throw input_error("{}:{}: expected a new word piece, found \"{}\"", vocab_file.string(), line + 1,
                              piece);
        }
    }
    for (const char* special : {"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"}) {
        if (id_of(special) < 0) throw input_error("{}: the line {} is missing", vocab_file.string(), special);
        specials_.emplace_back(special, id_of(special));
    }
    unknown_ = id_of("[UNK]");
    begin_ = id_of("[CLS]");
    end_ = id_of("[SEP]");
}

std::int64_t WordPieceTokenizer::id_of(std::string_view piece) const {
    const auto entry = ids_.find(piece);
    return entry == ids_.end() ? -1 : entry->second;
}

std::vector<std::int64_t> WordPieceTokenizer::encode(std::string_view text, int tokens_max) const {
    if (tokens_max < 2) throw usage_error("tokens_max: expected at least 2, found {}", tokens_max);
    const auto ids_max = static_cast<std::size_t>(tokens_max) - 1;  // [SEP] comes on top
    std::vector<std::int64_t> ids{begin_};
    while (!text.empty() && ids.size() < ids_max) {
        const auto [at, special] = find_special(text);
        append_plain(text.substr(0, at), ids_max, ids);
        text.remove_prefix(at);
        if (special == nullptr) break;
        ids.push_back(special->second);
        text.remove_prefix(special->first.size());
    }
    if (ids.size() > ids_max) ids.resize(ids_max);
    ids.push_back(end_);
    return ids;
}

std::pair<std::size_t, const WordPieceTokenizer::Special*> WordPieceTokenizer::find_special(
    std::string_view text) const {
    for (auto at = text.find('['); at != text.npos; at = text.find('[', at + 1)) {
        for (const auto& special : specials_) {
            if (text.substr(at).starts_with(special.first)) return {at, &special};
        }
    }
    return {text.size(), nullptr};
}

/// Splits at white space, around punctuation and around ideographs.
void WordPieceTokenizer::append_plain(std::string_view text, std::size_t ids_max,
                                      std::vector<std::int64_t>& ids) const {
    std::u32string word;
    const auto finish_word = [&] {
        if (!word.empty()) append_word(word, ids);
        word.clear();
    };
    while (!text.empty() && ids.size() < ids_max) {
        const char32_t character = take_character(text);
        if (is_space(character)) {
            finish_word();
        } else if (!is_dropped(character)) {
            if (is_ideograph(character)) finish_word();
            fold(character, [&](char32_t folded) {
                if (is_punctuation(folded)) {
                    finish_word();
                    append_word({&folded, 1}, ids);
                } else if (word.size() <= kWordCharactersMax) {
                    // One more is enough to see that it is too long.
                    word.push_back(folded);
                }
            });
            if (is_ideograph(character)) finish_word();
        }
    }
    finish_word();
}

/// Greedy: the longest known piece from the left, again and again; one gap makes the whole word unknown.
void WordPieceTokenizer::append_word(std::u32string_view word, std::vector<std::int64_t>& ids) const {
    std::string spelled;
    std::vector<std::size_t> offsets{0};  // of each character in `spelled`, and its end
    for (const char32_t character : word) offsets.push_back(append_utf8(spelled, character));

    const auto ids_before = ids.size();
    std::size_t from = 0;
    while (from < word.size() && word.size() <= kWordCharactersMax) {
        std::size_t to = word.size();
        std::int64_t id = -1;
        for (; to > from; --to) {
            const auto piece = spelled.substr(offsets[from], offsets[to] - offsets[from]);
            id = id_of(from == 0 ? piece : "##" + piece);
            if (id >= 0) break;
        }
        if (id < 0) break;
        ids.push_back(id);
        from = to;
    }
    if (from == word.size()) return;
    ids.resize(ids_before);
    ids.push_back(unknown_);
}

}  // namespace im
