#include "engine/text/clip_bpe.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <limits>
#include <sstream>

#include "engine/core/error.h"
#include "engine/text/hash.h"
#include "engine/text/utf8.h"

namespace im {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMerges = 49152 - 256 - 2;  // of the published vocabulary's lines, so many are used
constexpr std::size_t kVocabularyBytesMax = 64u << 20;
/// Of a word. 77 pieces are shorter than this: what lies beyond cannot matter, and merging takes quadratic
/// time.
constexpr std::size_t kWordBytesMax = 8192;
constexpr std::string_view kStart = "<|startoftext|>", kEnd = "<|endoftext|>";
constexpr std::array<std::string_view, 7> kContractions{"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};

std::string read_unzipped(const fs::path& file) {
    const auto close = [](gzFile handle) { gzclose(handle); };
    const std::unique_ptr<gzFile_s, decltype(close)> in(gzopen(file.c_str(), "rb"), close);
    if (in == nullptr) throw input_error("{}: cannot be read", file.string());
    std::string text, part(1u << 16, '\0');
    for (int count; (count = gzread(in.get(), part.data(), static_cast<unsigned>(part.size()))) != 0;) {
        if (count < 0) throw input_error("{}: damaged gzip data", file.string());
        text.append(part.data(), static_cast<std::size_t>(count));
        if (text.size() > kVocabularyBytesMax)
            throw input_error("{}: expected a vocabulary, found more than {} bytes", file.string(),
                              kVocabularyBytesMax);
    }
    int status = Z_OK;
    gzerror(in.get(), &status);
    if (status != Z_OK) throw input_error("{}: truncated gzip data", file.string());
    return text;
}

/// The characters that stand for bytes in the vocabulary: printable ones for themselves, the others from
/// U+0100 on. First the printable bytes, then the others: the order of their ids.
std::vector<std::pair<unsigned char, std::string>> byte_symbols() {
    std::vector<std::pair<unsigned char, std::string>> printable, others;
    for (int byte = 0; byte < 256; ++byte) {
        const bool shown = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
        std::string symbol;
        append_utf8(symbol, static_cast<char32_t>(shown ? byte : 256 + static_cast<int>(others.size())));
        (shown ? printable : others).emplace_back(static_cast<unsigned char>(byte), symbol);
    }
    printable.insert(printable.end(), others.begin(), others.end());
    return printable;
}

enum class Kind { Space, Letter, Digit, Other };

Kind kind_of(char32_t c) {
    const auto kind = category(c);
    if (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO) return Kind::Letter;
    if (kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO) return Kind::Digit;
    return c == ' ' ? Kind::Space : Kind::Other;  // white space was collapsed before
}

/// Length of the first word of `text`, which does not begin with a space: a contraction, a run of letters,
/// one digit or a run of anything else.
std::size_t word_length(std::string_view text) {
    for (const auto contraction : kContractions) {
        if (text.starts_with(contraction)) return contraction.size();
    }
    std::string_view rest = text;
    const auto kind = kind_of(take_character(rest));
    if (kind == Kind::Digit) return text.size() - rest.size();
    for (std::string_view next = rest; !rest.empty(); rest = next) {
        if (kind_of(take_character(next)) != kind) break;
    }
    return text.size() - rest.size();
}

std::uint64_t pair_key(std::int64_t a, std::int64_t b) {
    return static_cast<std::uint64_t>(a) << 32 | static_cast<std::uint64_t>(b);
}

}  // namespace

ClipBpe::ClipBpe(const fs::path& vocabulary_file) {
    const auto text = read_unzipped(vocabulary_file);
    for (const auto* end : {"", "</w>"}) {
        for (const auto& [byte, symbol] : byte_symbols()) {
            const auto id = static_cast<std::int64_t>(ids_.size());
            if (*end == '\0') byte_ids_[byte] = id;
            ids_.emplace(symbol + end, id);
        }
    }
    std::istringstream lines(text);
    std::string line;
    std::getline(lines, line);  // its version
    for (std::size_t number = 2; number < kMerges + 2; ++number) {
        if (!std::getline(lines, line)) {
            throw input_error("{}: expected {} lines of merges, found {}", vocabulary_file.string(), kMerges,
                              number - 2);
        }
        const auto space = line.find(' ');
        const auto first = ids_.find(line.substr(0, space));
        const auto second = space == std::string::npos ? ids_.end() : ids_.find(line.substr(space + 1));
        if (first == ids_.end() || second == ids_.end()) {
            throw input_error("{}:{}: expected two known pieces, found \"{}\"", vocabulary_file.string(),
                              number, line.substr(0, 40));
        }
        const auto id = static_cast<std::int64_t>(ids_.size());
        if (!ids_.emplace(first->first + second->first, id).second) {
            throw input_error("{}:{}: \"{}\" is there already", vocabulary_file.string(), number,
                              line.substr(0, 40));
        }
        merged_.emplace(pair_key(first->second, second->second), id);
    }
    fingerprint_ = Hash().add(text).value();
}

void ClipBpe::append_word(std::string_view word, std::vector<std::int64_t>& ids) const {
    std::vector<std::int64_t> pieces;
    for (const char c : word.substr(0, kWordBytesMax))
        pieces.push_back(byte_ids_[static_cast<unsigned char>(c)]);
    pieces.back() += 256;
    while (pieces.size() > 1) {
        // Earlier lines of the vocabulary merge first, and have lower ids.
        std::int64_t best = std::numeric_limits<std::int64_t>::max();
        std::uint64_t key = 0;
        for (std::size_t i = 0; i + 1 < pieces.size(); ++i) {
            const auto found = merged_.find(pair_key(pieces[i], pieces[i + 1]));
            if (found == merged_.end() || found->second >= best) continue;
            best = found->second;
            key = found->first;
        }
        if (key == 0 && best == std::numeric_limits<std::int64_t>::max()) break;
        std::vector<std::int64_t> joined;
        for (std::size_t i = 0; i < pieces.size(); ++i) {
            const bool merges = i + 1 < pieces.size() && pair_key(pieces[i], pieces[i + 1]) == key;
            joined.push_back(merges ? best : pieces[i]);
            i += merges;
        }
        pieces = std::move(joined);
    }
    ids.insert(ids.end(), pieces.begin(), pieces.end());
}

std::vector<std::int64_t> ClipBpe::encode(std::string_view text, int tokens_max) const {
    const auto room = static_cast<std::size_t>(std::max(tokens_max, 2));
    const std::string cleaned = clean_clip_text(text);
    std::vector<std::int64_t> ids{start()};
    for (std::string_view rest = cleaned; !rest.empty() && ids.size() < room;) {
        if (rest.front() == ' ') {
            rest.remove_prefix(1);
        } else if (rest.starts_with(kStart) || rest.starts_with(kEnd)) {
            const bool is_start = rest.starts_with(kStart);
            ids.push_back(is_start ? start() : end());
            rest.remove_prefix(is_start ? kStart.size() : kEnd.size());
        } else {
            const auto length = word_length(rest);
            append_word(rest.substr(0, length), ids);
            rest.remove_prefix(length);
        }
    }
    ids.push_back(end());
    if (ids.size() > room) {
        ids.resize(room);
        ids.back() = end();
    }
    return ids;
}

}  // namespace im
