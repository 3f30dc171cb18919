#include "engine/language/surface.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

#include "engine/language/chance.h"
#include "engine/language/normalise.h"
#include "engine/language/one_of.h"
#include "engine/language/word_lists.h"
#include "engine/text/english_words.h"

namespace im {
namespace {

constexpr auto kNumbers = std::to_array<std::string_view>(
    {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"});
/// Words that carry what a slip must not touch.
constexpr auto kKept = std::to_array<std::string_view>({"left",
                                                        "right",
                                                        "both",
                                                        "once",
                                                        "twice",
                                                        "thrice",
                                                        "times",
                                                        "degrees",
                                                        "forward",
                                                        "forwards",
                                                        "backward",
                                                        "backwards",
                                                        "ahead",
                                                        "around",
                                                        "sideways",
                                                        "clockwise",
                                                        "counterclockwise",
                                                        "before",
                                                        "after",
                                                        "while",
                                                        "afterwards",
                                                        "three",
                                                        "seven",
                                                        "eight",
                                                        "eleven",
                                                        "twelve",
                                                        "several",
                                                        "upwards",
                                                        "downwards",
                                                        "diagonally",
                                                        "quarter",
                                                        "first",
                                                        "without"});

std::vector<std::string> split_at_spaces(const std::string& text) {
    std::vector<std::string> words;
    for (std::size_t at = 0; at < text.size();) {
        const auto end = std::min(text.find(' ', at), text.size());
        if (end > at) words.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return words;
}

std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

/// 2 for "two", 0 for others.
int number_of(std::string_view word) {
    const auto found = std::find(kNumbers.begin(), kNumbers.end(), word);
    return found == kNumbers.end() ? 0 : static_cast<int>(found - kNumbers.begin()) + 2;
}

/// "three times" in another form.
std::string times(int count, std::mt19937_64& random) {
    const std::string digits = std::to_string(count);
    switch (random() % 6) {
        case 0:
            return "x" + digits;
        case 1:
            return digits + "x";
        case 2:
            return count == 3 ? "thrice" : digits + " times";
        case 3:
            return std::string(kNumbers[static_cast<std::size_t>(count - 2)]) + " times";
        default:
            return digits + " times";
    }
}

/// The word without punctuation at its end.
std::string_view bare(std::string_view word) {
    while (!word.empty() && std::ispunct(static_cast<unsigned char>(word.back())) != 0) word.remove_suffix(1);
    return word;
}

std::string slipped(const std::string& word, std::mt19937_64& random) {
    std::string other = word;
    const auto at = static_cast<std::ptrdiff_t>(1 + random() % (word.size() - 2));
    switch (random() % 3) {
        case 0:
            std::swap(other[static_cast<std::size_t>(at)], other[static_cast<std::size_t>(at) + 1]);
            break;
        case 1:
            other.erase(other.begin() + at);
            break;
        default:
            other.insert(other.begin() + at, other[static_cast<std::size_t>(at)]);
            break;
    }
    return other;
}

}  // namespace

std::string with_digits(const std::string& text, std::mt19937_64& random) {
    const auto words = split_at_spaces(text);
    std::vector<std::string> said;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto word = bare(words[i]);
        const std::string tail = words[i].substr(word.size());
        const auto next = i + 1 < words.size() ? bare(words[i + 1]) : std::string_view();
        const int number = number_of(word);
        if (word == "twice" && chance(0.5, random)) {
            said.push_back(times(2, random) + tail);
        } else if (number > 0 && next == "times" && tail.empty() && chance(0.5, random)) {
            said.push_back(times(number, random) + words[i + 1].substr(next.size()));
            ++i;
        } else if (number > 0 && next != "times" && chance(0.4, random)) {
            said.push_back(std::to_string(number) + tail);
        } else if (next == "degrees" && tail.empty() && chance(0.15, random)) {
            said.push_back(words[i] + "\u00b0" + words[i + 1].substr(next.size()));
            ++i;
        } else {
            said.push_back(words[i]);
        }
    }
    return joined(said);
}

std::string with_slip(const std::string& text, std::mt19937_64& random) {
    auto words = split_at_spaces(text);
    std::vector<std::size_t> longer;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto word = bare(words[i]);
        const bool letters =
            std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
        if (word.size() >= 5 && letters && !one_of(word, kKept)) longer.push_back(i);
    }
    if (longer.empty()) return text;
    const auto chosen = longer[random() % longer.size()];
    const std::string word(bare(words[chosen]));
    for (int tries = 0; tries < 8; ++tries) {
        const std::string other = slipped(word, random);
        const auto heard = mended_word(other);
        if (other == word || is_motion_word(other) || is_other_word(other) ||
            (heard != word && heard != other))
            continue;
        words[chosen].replace(0, word.size(), other);
        return joined(words);
    }
    return text;
}

std::string as_typed(std::string text, std::mt19937_64& random) {
    while (!text.empty() && text.back() == '.') text.pop_back();
    if (chance(0.1, random)) {
        for (const char* article : {"a ", "an ", "the "}) {
            if (!text.starts_with(article)) continue;
            text.erase(0, std::string_view(article).size());
            break;
        }
    }
    if (chance(0.1, random)) text = with_slip(text, random);
    if (chance(0.45, random)) text += chance(0.05, random) ? "!" : ".";
    if (chance(0.02, random)) {
        std::transform(text.begin(), text.end(), text.begin(),
                       [](unsigned char c) { return static_cast<char>(c < 0x80 ? std::toupper(c) : c); });
    } else if (!text.empty() && chance(0.3, random)) {
        text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    }
    return text;
}

}  // namespace im
