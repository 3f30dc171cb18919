#pragma once
// What the program says of itself.

#include <string>

namespace im::cli {

/// The version on the first line, then how it was built and what it does not do.
std::string version_text();

}  // namespace im::cli
