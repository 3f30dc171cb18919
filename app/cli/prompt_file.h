#pragma once
// Prompts by the file.

#include <filesystem>
#include <string>
#include <vector>

namespace im::cli {

/// One prompt a line; empty lines do not count. Throws Input for a file that cannot be read, has none, or one
/// of more than kPromptBytesMax bytes.
std::vector<std::string> read_prompts(const std::filesystem::path& file);

}  // namespace im::cli
