#include "engine/generate/prompt_warnings.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "engine/asked/asked_facts.h"
#include "engine/generate/prompt_text.h"
#include "engine/text/english_words.h"
#include "engine/text/language_guess.h"

namespace im {
namespace {

constexpr std::size_t kPhraseWordsMax = 5;  // behind the word that negates
constexpr std::size_t kWordBytesShown = 60;

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

struct Word {
    std::size_t begin = 0, end = 0;  ///< in the text, bytes; punctuation behind it is left out
};

bool is_punctuation(char c) {
    return std::string_view(".,;:!?\"')(").find(c) != std::string_view::npos;
}

/// Words between spaces. What is punctuation alone is none.
std::vector<Word> words_of(std::string_view text) {
    std::vector<Word> words;
    for (std::size_t at = 0; at < text.size();) {
        const auto begin = text.find_first_not_of(' ', at);
        if (begin == text.npos) break;
        at = std::min(text.find(' ', begin), text.size());
        auto end = at;
        while (end > begin && is_punctuation(text[end - 1])) --end;
        if (end > begin) words.push_back({begin, end});
    }
    return words;
}

bool ends_phrase(const std::string& word) {
    return is_one_of(word, {".", ",", ";", ":", "!", "?", "and", "but", "then", "while", "before", "after",
                            "as", "when", "until", "or"});
}

/// How many words the negation at `i` has: without, "rather than"; 0: none.
std::size_t negation_size(const std::vector<std::string>& words, std::size_t i) {
    const auto next = i + 1 < words.size() ? words[i + 1] : std::string();
    if (is_one_of(words[i], {"instead", "rather"})) return is_one_of(next, {"of", "than"}) ? 2 : 0;
    if (words[i] == "except" || words[i] == "excluding") return next == "for" ? 2 : 1;
    if (words[i] == "not") return is_one_of(next, {"only", "just"}) ? 0 : 1;
    return is_one_of(words[i], {"n't", "never", "without", "no", "nor", "neither", "cannot"}) ? 1 : 0;
}

bool is_auxiliary(const std::string& word) {
    return is_one_of(word,
                     {"is",  "are", "was",   "were", "does", "do",    "did",    "has",  "have", "had",
                      "can", "ca",  "could", "will", "wo",   "would", "should", "must", "may",  "with"});
}

/// Short enough to be read; whole characters.
std::string shortened(std::string_view text) {
    if (text.size() <= kWordBytesShown) return std::string(text);
    std::size_t size = kWordBytesShown;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xc0) == 0x80) --size;
    return std::string(text.substr(0, size)) + "...";
}

}  // namespace

std::optional<UnheardWord> first_unheard_word(std::string_view prompt, const PromptWindow& window) {
    if (!window.pieces) return std::nullopt;
    const std::string text = clean_prompt(prompt);
    const auto words = words_of(text);
    // Pieces only become more: the first word whose end lies beyond the window is found by halving.
    const auto found = std::partition_point(words.begin(), words.end(), [&](const Word& word) {
        return window.pieces(text.substr(0, word.end)) <= window.pieces_max;
    });
    if (found == words.end()) return std::nullopt;
    return UnheardWord{text.substr(found->begin, found->end - found->begin),
                       static_cast<int>(found - words.begin()) + 1, static_cast<int>(words.size())};
}

std::vector<std::string> negated_phrases(std::string_view prompt) {
    const auto words = split_words(clean_prompt(prompt));
    std::vector<std::string> phrases;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const auto size = negation_size(words, i);
        if (size == 0) continue;
        std::size_t begin = i, end = std::min(i + size, words.size());
        if (i > 0 && size == 1 && is_auxiliary(words[i - 1])) --begin;
        const auto last = std::min(words.size(), i + size + kPhraseWordsMax);
        while (end < last && !ends_phrase(words[end])) ++end;
        phrases.push_back(join_words({words.begin() + static_cast<std::ptrdiff_t>(begin),
                                      words.begin() + static_cast<std::ptrdiff_t>(end)}));
        i = end - 1;
    }
    return phrases;
}

std::vector<std::string> prompt_warnings(std::string_view prompt, const PromptWindow& window) {
    std::vector<std::string> warnings;
    if (clean_prompt(prompt).empty()) return warnings;  // which is refused anyway
    const auto guess = guess_language(prompt);
    switch (guess.language) {
        case TextLanguage::Other:
        case TextLanguage::OtherScript:
            warnings.emplace_back(
                "The prompt does not seem to be English, the only language that is understood.");
            break;
        case TextLanguage::SomeOtherWord:
            warnings.push_back(
                fmt::format("\"{}\" is not understood: English is expected.", shortened(guess.word)));
            break;
        case TextLanguage::NoWords:
            warnings.emplace_back("The prompt has no words: a description in English is expected.");
            break;
        case TextLanguage::English:
            break;
    }
    // Of what is not understood it does not matter how much is heard.
    if (const auto unheard = warnings.empty() ? first_unheard_word(prompt, window) : std::nullopt) {
        warnings.push_back(
            fmt::format("The prompt is too long: nothing from \"{}\" on is heard (word {} of {}). Say less, "
                        "or make several clips.",
                        shortened(unheard->word), unheard->number, unheard->words));
    }
    auto phrases = negated_phrases(prompt);
    if (!phrases.empty()) {
        for (auto& phrase : phrases) phrase = '"' + shortened(phrase) + '"';
        warnings.push_back(
            fmt::format("What should not happen is not understood: {}. Say what happens instead.",
                        fmt::join(phrases, ", ")));
    }
    if (const auto found = contradictions(asked_facts(std::string(prompt))); !found.empty()) {
        warnings.push_back(fmt::format(
            "The prompt says two things of one kind: {}. A motion is held against both as a whole; say "
            "one of them, or make a clip of each.",
            shortened(fmt::format("{}", fmt::join(found, "; ")))));
    }
    return warnings;
}

}  // namespace im
