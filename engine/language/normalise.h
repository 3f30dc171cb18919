#pragma once
// One spelling for what people type, the same when a model is trained and when it is asked: lower case,
// counts as words, slips of the keyboard mended in the words of motion. What is said stays: sides, order,
// counts, styles.
//
//   normalise_prompt("  A man WALSK fwd, then jumps 3x!!") == "a man walks forward, then jumps three times."

#include <string>
#include <string_view>

namespace im {

/// Any bytes; those that are not UTF-8 are left out, as emoji are. "" where nothing is left. What it returns,
/// it returns again.
std::string normalise_prompt(std::string_view prompt);

/// The word of motion that differs from `word` by one letter (missing, added, wrong, or two exchanged);
/// `word` itself where it is an English word, short, or could be several. Lower case.
std::string mended_word(const std::string& word);

}  // namespace im
