#pragma once
// Prompts as they are typed: one a line.

#include <string>
#include <vector>

namespace im::studio {

/// Without blanks at both ends, empty ones left out.
std::vector<std::string> lines_of(const std::string& text);

}  // namespace im::studio
