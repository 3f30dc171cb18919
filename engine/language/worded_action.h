#pragma once
// One action of a caption in other words: another name of it, another style's words, its adverb elsewhere.

#include <random>
#include <string>

#include "engine/language/clauses.h"
#include "engine/language/phrase.h"
#include "engine/text/english_words.h"

namespace im {

struct WordedAction {
    Phrase phrase;
    std::string adverb;         ///< said in front of the verb
    Joint joint = Joint::Then;  ///< to the action before
};

/// `phrase` as it may be said otherwise, or as it is. `possessive` ("their") is whose limbs a new name
/// speaks of.
WordedAction other_words(Phrase phrase, const std::string& possessive, std::mt19937_64& random);

/// Two actions at once as one phrase: the table knows "turns left while walking" as a whole.
Phrase at_once(const Phrase& first, const Phrase& second);

/// "slowly walks ahead", "slowly walking ahead"; a participle is said as the past is.
std::string say(const WordedAction& action, VerbForm form);

/// Whether it is one verb, with which another one can be joined by a mere "and".
bool is_short(const WordedAction& action);

}  // namespace im
