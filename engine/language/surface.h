#pragma once
// How the same words look when they are typed: digits, capitals, missing articles and full stops, slips.

#include <random>
#include <string>

namespace im {

/// Counts as digits now and then: "twice" -> "2 times", "x2"; "three squats" -> "3 squats";
/// "180 degrees" -> "180°".
std::string with_digits(const std::string& text, std::mt19937_64& random);

/// One longer word with two letters exchanged, one missing or one doubled. Never a side, a count, a
/// direction, nor so that another word comes of it; `text` itself where no word can be mistyped.
std::string with_slip(const std::string& text, std::mt19937_64& random);

/// Articles left out, capitals, the end's punctuation.
std::string as_typed(std::string text, std::mt19937_64& random);

}  // namespace im
