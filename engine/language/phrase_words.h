#pragma once
// What a sentence's words may be, by lists and by their endings: what phrase.cpp finds subject and verb by.

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "engine/language/one_of.h"
#include "engine/text/english_words.h"

namespace im {

inline constexpr auto kPronouns = std::to_array<std::string_view>(
    {"i", "you", "he", "she", "it", "we", "they", "someone", "somebody", "anyone", "one", "who"});
inline constexpr auto kDeterminers =
    std::to_array<std::string_view>({"a", "an", "the", "this", "that", "these", "those", "some", "my", "our",
                                     "your", "his", "her", "their", "its", "another", "each", "any"});
inline constexpr auto kNumbers =
    std::to_array<std::string_view>({"one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
                                     "ten", "eleven", "twelve", "several", "many", "few", "both"});
/// Nouns for who moves; what comes behind one of them is the predicate.
inline constexpr auto kPeople = std::to_array<std::string_view>(
    {"person",     "people",    "man",      "men",      "woman",    "women",   "human",    "figure",
     "character",  "guy",       "guys",     "girl",     "boy",      "child",   "children", "kid",
     "lady",       "gentleman", "thug",     "punk",     "giant",    "robot",   "zombie",   "dancer",
     "soldier",    "player",    "actor",    "actress",  "avatar",   "model",   "dude",     "fellow",
     "individual", "adult",     "teenager", "humanoid", "stickman", "someone", "subject",  "performer",
     "male",       "female",    "athlete",  "skeleton", "being"});
inline constexpr auto kBe =
    std::to_array<std::string_view>({"is", "are", "was", "were", "am", "'s", "'re", "'m"});
inline constexpr auto kModals = std::to_array<std::string_view>(
    {"will", "'ll", "can", "could", "should", "would", "'d", "may", "might", "must", "does", "do", "did"});
inline constexpr auto kPrepositions = std::to_array<std::string_view>(
    {"in",      "on",     "at",     "with",   "without", "to",    "from",   "of",      "for",
     "by",      "into",   "onto",   "over",   "under",   "like",  "as",     "through", "around",
     "across",  "along",  "behind", "beside", "near",    "while", "before", "after",   "until",
     "towards", "toward", "up",     "down",   "against", "about"});
inline constexpr auto kConjunctions = std::to_array<std::string_view>({"and", "or", "but", "then"});
/// Words that may stand between a conjunction and its verb, beside those in -ly.
inline constexpr auto kShortAdverbs = std::to_array<std::string_view>(
    {"then", "first", "also", "just", "now", "again", "next", "afterwards", "finally", "later", "once",
     "still", "always", "almost", "even", "soon", "both"});

/// "slowly", "then"; not "elderly" or "family".
bool is_adverb(std::string_view word);

/// A known one, or a longer word in -ing that is no "morning".
bool looks_like_gerund(const std::string& word);

/// Whether `word` can be this form of a known verb, "has" and "is" among them.
bool has_form(const std::string& word, VerbForm form);

/// A word behind a subject that no list knows: "a person moonwalkz" is none, "a person pirouettes" is one.
bool may_be_verb(const std::string& word);

/// What a predicate can begin with: an auxiliary or a verb that is no infinitive.
bool is_finite(const std::string& word);

}  // namespace im
