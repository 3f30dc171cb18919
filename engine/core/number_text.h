#pragma once
// Numbers that a program wrote into a text and reads again, which may have been damaged in between.

#include <charconv>
#include <string>
#include <string_view>

#include "engine/core/error.h"

namespace im {

/// The whole of `text` as a Number (a floating-point one may be inf or nan). Throws Input, beginning with
/// `place`, for anything else, and for what does not fit.
///
///   const auto step = number_in<std::int64_t>(text, "run.checkpoint: step");
template <class Number>
Number number_in(std::string_view text, std::string_view place) {
    Number value{};
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (code != std::errc() || end != text.data() + text.size())
        throw input_error("{}: expected a number, found \"{}\"", place, text);
    return value;
}

}  // namespace im
