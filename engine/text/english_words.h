#pragma once
// English sentences as words: splitting, joining, and the forms of verbs and nouns. No dictionary file: rules
// with their exceptions, and a list of the verbs of human motion for what rules cannot decide (waving: wave;
// hopping: hop).

#include <string>
#include <string_view>
#include <vector>

namespace im {

/// Lower-cased words and punctuation marks: "She doesn't stop." -> she does n't stop . ; hyphened words stay
/// whole ("worn-out"). Bytes above 127 are kept as parts of words.
std::vector<std::string> split_words(std::string_view sentence);

/// The opposite: no space before punctuation and clitics.
std::string join_words(const std::vector<std::string>& words);

enum class VerbForm { Base, Third, Gerund, Past, Participle };  ///< walk, walks, walking, walked, walked

/// "sit" + Gerund -> "sitting".
std::string inflect(std::string_view lemma, VerbForm form);
/// "sitting" -> "sit"; a word that is no form of a verb is guessed by its ending, and else returned as it is.
std::string verb_lemma(std::string_view word);
/// "hands" -> "hand", "feet" -> "foot".
std::string noun_lemma(std::string_view word);
/// Whether the lemma is in the list of verbs of human motion and of what goes with them (begin, try, keep).
bool is_known_verb(std::string_view lemma);
/// Whether `word` can be this form of a known verb.
bool is_verb_form(std::string_view word, VerbForm form);
/// "a" or "an", by the sound that `word` begins with.
std::string_view article_for(std::string_view word);

}  // namespace im
