#include "engine/vocabulary/content_words.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "engine/text/english_words.h"

namespace im {
namespace {

template <std::size_t N>
bool listed(std::string_view word, const std::array<std::string_view, N>& list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

constexpr std::array<std::string_view, 21> kPersons = {
    "person",   "man",       "woman",  "human", "figure", "guy",    "someone",
    "somebody", "character", "people", "boy",   "girl",   "player", "child",
    "he",       "she",       "they",   "lady",  "male",   "female", "individual"};

constexpr std::array<std::string_view, 84> kSmall = {
    "a",       "an",         "the",     "this",    "that",   "these",     "those",   "some",       "its",
    "his",     "her",        "their",   "it",      "them",   "him",       "and",     "or",         "but",
    "then",    "to",         "of",      "in",      "on",     "at",        "with",    "without",    "from",
    "into",    "onto",       "by",      "for",     "while",  "as",        "after",   "before",     "is",
    "are",     "was",        "were",    "be",      "been",   "being",     "'s",      "n't",        "not",
    "own",     "themselves", "himself", "herself", "itself", "each",      "other",   "each-other", "who",
    "which",   "so",         "if",      "again",   "also",   "there",     "do",      "does",       "did",
    "make",    "begin",      "start",   "have",    "has",    "something", "up",      "down",       "out",
    "off",     "over",       "through", "along",   "around", "about",     "towards", "toward",     "during",
    "perform", "get",        "go"};

bool is_letter(unsigned char c) {
    return std::isalpha(c) != 0;
}

std::string lemma_of(const std::string& word) {
    const auto verb = verb_lemma(word);
    return is_known_verb(verb) ? verb : noun_lemma(word);
}

}  // namespace

std::vector<std::string> content_words(std::string_view sentence) {
    std::vector<std::string> found;
    for (const auto& word : split_words(sentence)) {
        if (!std::any_of(word.begin(), word.end(), [](unsigned char c) { return std::isalnum(c) != 0; }))
            continue;
        const auto lemma = lemma_of(word);
        if (listed(word, kSmall) || listed(lemma, kSmall) || listed(word, kPersons) ||
            listed(lemma, kPersons))
            continue;
        found.push_back(lemma);
    }
    return found;
}

bool is_other_script(std::string_view sentence) {
    std::size_t latin = 0, other = 0;
    for (std::size_t i = 0; i < sentence.size(); ++i) {
        const auto byte = static_cast<unsigned char>(sentence[i]);
        if (is_letter(byte)) ++latin;
        // First bytes of two-byte characters up to U+024F are Latin letters with accents.
        if (byte >= 0xc3 && byte <= 0xc9) ++latin;
        if (byte >= 0xca && byte != 0xe2) ++other;  // E2: dashes, quotation marks, arrows
    }
    return other > latin;
}

bool names_a_person(std::string_view sentence) {
    const auto words = split_words(sentence);
    for (std::size_t i = 0; i < std::min<std::size_t>(words.size(), 4); ++i) {
        if (listed(words[i], kPersons)) return true;
        if (is_known_verb(verb_lemma(words[i]))) return false;
    }
    return false;
}

std::string with_plain_subject(std::string_view sentence) {
    constexpr std::array<std::string_view, 8> kArticles = {"a",   "an",   "the",  "this",
                                                           "one", "that", "some", "our"};
    auto words = split_words(sentence);
    std::size_t end = 0;
    if (!words.empty() && listed(words[0], kPersons)) {
        end = 1;
    } else if (!words.empty() && listed(words[0], kArticles)) {
        for (std::size_t i = 1; i < std::min<std::size_t>(words.size(), 4) && end == 0; ++i) {
            if (listed(words[i], kPersons)) end = i + 1;
        }
    }
    if (end == 0 || words[end - 1] == "people" || words[end - 1] == "they") return std::string(sentence);
    for (std::size_t i = end; i < words.size(); ++i) {
        if (words[i] == "his" || words[i] == "her" || words[i] == "its") words[i] = "their";
        if (words[i] == "himself" || words[i] == "herself" || words[i] == "itself") words[i] = "themselves";
    }
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(end));
    words.insert(words.begin(), {"a", "person"});
    return join_words(words);
}

}  // namespace im
