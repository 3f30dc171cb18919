#pragma once
// The words of a sentence that tell what is done: no articles, no names for a person, no "and" and "with".

#include <string>
#include <string_view>
#include <vector>

namespace im {

/// In order, as lemmas: "the man is waving with both hands." -> wave both hand. Numbers, sides and directions
/// count; anything written without Latin letters does not.
std::vector<std::string> content_words(std::string_view sentence);

/// Whether more of the sentence's letters are of another script than of the Latin one.
bool is_other_script(std::string_view sentence);

/// Whether the sentence tells who does it: "a person walks", "someone walks"; not "walks" or "walking".
bool names_a_person(std::string_view sentence);
/// "the old man is walking." -> "a person is walking." where the sentence begins with a name for one person;
/// possessives go with it. Everything else stays.
std::string with_plain_subject(std::string_view sentence);

}  // namespace im
