#pragma once
// What the user typed, made fit for the text encoder.

#include <string>
#include <string_view>

namespace im {

/// Control characters (C0, DEL, C1) become spaces; spaces at both ends are cut off. Nothing else is touched:
/// any language passes.
std::string clean_prompt(std::string_view prompt);

}  // namespace im
