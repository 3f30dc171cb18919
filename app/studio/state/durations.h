#pragma once
// Durations in words.

#include <string>

namespace im::studio {

/// "12 s", "4 min", "2 h 05 min".
std::string rough_duration(double seconds);

}  // namespace im::studio
