#pragma once
// What counts as spelt right: the words of motion, and English words that a slip of the keyboard would also
// make out of one of them.

#include <string_view>

namespace im {

/// Forms of the verbs of motion, and the nouns, adverbs and small words that captions
/// and prompts have beside them.
bool is_motion_word(std::string_view word);
/// Another English word one letter away from a word of motion: "ward" is no "hard".
bool is_other_word(std::string_view word);

}  // namespace im
