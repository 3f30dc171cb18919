#pragma once
// The token that callers must send, kept in a file of its own that nobody but its owner can read, so that other programs
// go on being let in after a restart.

#include <filesystem>
#include <string>

namespace im::serve {

/// What the file holds; where it is missing or holds no token, a new one is made and written. A file that cannot be
/// written is logged, none at all is not: the token then lives as long as the program.
std::string kept_token(const std::filesystem::path& file);
/// The next kept_token() makes a new one.
void forget_token(const std::filesystem::path& file);

}  // namespace im::serve
