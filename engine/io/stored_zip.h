#pragma once
// The table of contents of a zip archive held in memory.

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace im {

/// True when the bytes begin like a zip archive.
bool looks_like_zip(std::span<const std::byte> bytes);

struct ZipEntry {
    std::string name;
    int method = 0;                   ///< 0 stored, 8 deflated, others as the format numbers them
    std::uint64_t size = 0;           ///< unpacked, as stated
    std::span<const std::byte> data;  ///< as it lies in the archive, a view into `bytes`
};
/// All entries but encrypted ones. Zip64 is understood. Throws Input, its message opened by `place`, when the
/// directory is missing, truncated or points outside.
std::vector<ZipEntry> zip_entries(std::span<const std::byte> bytes, const std::string& place);

/// Stored entries by name, views into `bytes`; compressed and encrypted ones are left out: torch stores all
/// tensors. Throws as zip_entries.
std::map<std::string, std::span<const std::byte>> stored_zip_entries(std::span<const std::byte> bytes,
                                                                     const std::string& place);

}  // namespace im
