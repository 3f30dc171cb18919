#include "engine/language/phrase_words.h"

namespace im {

bool is_adverb(std::string_view word) {
    constexpr auto nouns =
        std::to_array<std::string_view>({"fly", "elderly", "lively", "manly", "lonely", "only", "belly",
                                         "family", "friendly", "bully", "womanly"});
    return one_of(word, kShortAdverbs) || (word.size() > 4 && word.ends_with("ly") && !one_of(word, nouns));
}

bool looks_like_gerund(const std::string& word) {
    constexpr auto others =
        std::to_array<std::string_view>({"amazing", "boring", "missing", "nothing", "something", "anything",
                                         "everything", "morning", "evening"});
    return is_verb_form(word, VerbForm::Gerund) ||
           (word.size() > 5 && word.ends_with("ing") && !one_of(word, others));
}

bool has_form(const std::string& word, VerbForm form) {
    if (is_verb_form(word, form)) return true;
    return form == VerbForm::Third && (word == "has" || word == "is");
}

bool may_be_verb(const std::string& word) {
    if (one_of(word, kPrepositions) || one_of(word, kDeterminers) || is_adverb(word) || word.size() < 4)
        return false;
    const bool letters = std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
    return letters &&
           ((word.ends_with('s') && !word.ends_with("ss")) || word.ends_with("ing") || word.ends_with("ed"));
}

bool is_finite(const std::string& word) {
    return one_of(word, kBe) || one_of(word, kModals) || has_form(word, VerbForm::Third) ||
           has_form(word, VerbForm::Past) || has_form(word, VerbForm::Gerund);
}

}  // namespace im
