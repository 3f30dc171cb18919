#pragma once
// Reading whole files and replacing them without ever leaving half a file under the final name.

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <ostream>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace im {

/// Whole file as bytes. Throws Input (missing, unreadable, or larger than `bytes_max`), naming the file.
std::vector<std::byte> read_bytes(const std::filesystem::path& file, std::uint64_t bytes_max = 1ull << 34);
std::string read_text(const std::filesystem::path& file, std::uint64_t bytes_max = 1ull << 28);

/// Writes to a temporary file beside `file`, fsyncs it, renames it over `file`, and fsyncs the folder.
/// Throws Resource when the folder is missing or not writable, the disk is full or fails; `file` is then as
/// it was, unless only its folder could not be synced.
void write_file_atomically(const std::filesystem::path& file, std::string_view bytes);
void write_file_atomically(const std::filesystem::path& file,
                           const std::function<void(std::ostream&)>& writer);

}  // namespace im
