#pragma once
// Whether a text is English, told by its script and its small words. No dictionary: names of dances, poses
// and other words that nobody lists are given the benefit of the doubt.

#include <string>
#include <string_view>

namespace im {

/// Small words that hardly an English sentence does without, and the nouns of this subject (person, arm,
/// floor ...). `word` in lower case.
bool is_frequent_english_word(std::string_view word);

enum class TextLanguage {
    English,        ///< or too little to tell
    Other,          ///< Latin letters, but another language's small words
    OtherScript,    ///< most letters are no Latin ones
    SomeOtherWord,  ///< English, but for a word in another script
    NoWords,        ///< no letters at all: digits, signs, pictures
};

struct LanguageGuess {
    TextLanguage language = TextLanguage::English;
    std::string word;  ///< the first one in another script, as it was typed
};

/// Any UTF-8; invalid bytes count as no letters.
LanguageGuess guess_language(std::string_view text);

}  // namespace im
