#pragma once
// The table of contents of a zip archive held in memory. Entries that are stored as they are can be looked
// into; compressed ones cannot: torch stores all tensors.

#include <cstddef>
#include <map>
#include <span>
#include <string>

namespace im {

/// True when the bytes begin like a zip archive.
bool looks_like_zip(std::span<const std::byte> bytes);

/// Stored entries by name, views into `bytes`; compressed and encrypted ones are left out. Zip64 is
/// understood. Throws Input, its message opened by `place`, when the directory is missing, truncated or
/// points outside.
std::map<std::string, std::span<const std::byte>> stored_zip_entries(std::span<const std::byte> bytes,
                                                                     const std::string& place);

}  // namespace im
