#pragma once
// A caption taken apart as subject and predicate, so that it can be said in other ways: "the old man is
// walking slowly." -> subject "the old man", lemma "walk", rest "slowly".

#include <optional>
#include <string>
#include <vector>

namespace im {

struct Phrase {
    std::string subject;  ///< "the old man"; "" for an imperative
    std::string lemma;    ///< of the main verb: "walk"
    std::string rest;     ///< behind the verb, without the full stop: "slowly in a circle"
};

/// Simple present, progressive, past, "begins to ...", "starts ...ing", imperative. Empty where the text is
/// not one clause with a verb in front, such as several sentences.
std::optional<Phrase> parse_phrase(const std::string& caption);

/// "walks slowly", "walking slowly", "walk slowly", "walked slowly": predicates
/// without subject and full stop.
std::string third_person(const Phrase& phrase);
std::string gerund(const Phrase& phrase);
std::string imperative(const Phrase& phrase);
std::string past_tense(const Phrase& phrase);

/// Where the finite verbs are in the words of third_person(): 0 and 5 in "walks in a circle and waves".
/// Participles, as in "walks, waving", are none.
std::vector<std::size_t> verb_positions(const std::vector<std::string>& third_person_words);

/// "their", "his" or "her", after the subject; what a second clause about the same person says.
std::string possessive(const std::string& subject);
/// The predicate's possessives changed to those of `subject`:
/// "raises his hand" of "a woman" -> "raises her hand".
Phrase with_subject(const Phrase& phrase, const std::string& subject);

}  // namespace im
