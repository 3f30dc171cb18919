#pragma once
// The words by which captions call the one who moves. The one list of them: what makes, swaps, splits and
// judges captions must agree on where a subject ends.

#include <string_view>

namespace im {

/// person, man, woman, figure, dancer ...: singular nouns, lower case.
bool is_person_noun(std::string_view word);
/// The same, or someone, somebody.
bool is_person_word(std::string_view word);
/// "his", "her" or "their" for a noun of a person.
std::string_view possessive_of_person(std::string_view noun);

}  // namespace im
