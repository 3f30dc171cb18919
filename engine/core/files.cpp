#include "engine/core/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "engine/core/error.h"

namespace im {
namespace fs = std::filesystem;
namespace {

std::uint64_t checked_size(const fs::path& file, std::uint64_t bytes_max) {
    std::error_code code;
    if (!fs::exists(file, code)) throw input_error("{}: no such file", file.string());
    if (!fs::is_regular_file(file, code))
        throw input_error("{}: expected a file, found a folder or device", file.string());
    const auto size = fs::file_size(file, code);
    if (code) throw input_error("{}: {}", file.string(), code.message());
    if (size > bytes_max) {
        throw input_error("{}: expected at most {} bytes, found {}", file.string(), bytes_max, size);
    }
    return size;
}

template <class Buffer>
Buffer read_whole(const fs::path& file, std::uint64_t bytes_max) {
    Buffer buffer(checked_size(file, bytes_max), typename Buffer::value_type{});
    std::ifstream in(file, std::ios::binary);
    if (!in) throw input_error("{}: cannot be opened: {}", file.string(), std::strerror(errno));
    in.read(reinterpret_cast<char*>(buffer.data()), static_cast<std::streamsize>(buffer.size()));
    if (static_cast<std::size_t>(in.gcount()) != buffer.size()) {
        throw input_error("{}: expected {} bytes, read only {}", file.string(), buffer.size(), in.gcount());
    }
    return buffer;
}

/// File systems that cannot sync (EINVAL, ENOTSUP) have nothing to say; all else means that the bytes may be
/// lost.
void sync_path(const fs::path& path, int flags) {
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    const int error = descriptor < 0 || ::fsync(descriptor) != 0 ? errno : 0;
    if (descriptor >= 0) ::close(descriptor);
    if (error != 0 && error != EINVAL && error != ENOTSUP)
        throw resource_error("{}: could not be brought to the disk: {}", path.string(), std::strerror(error));
}

/// Folders that may be written to but not read cannot be opened for it.
void sync_folder(const fs::path& folder) {
    if (::access(folder.c_str(), R_OK) == 0) sync_path(folder, O_RDONLY | O_DIRECTORY);
}

}  // namespace

std::vector<std::byte> read_bytes(const fs::path& file, std::uint64_t bytes_max) {
    return read_whole<std::vector<std::byte>>(file, bytes_max);
}

std::string read_text(const fs::path& file, std::uint64_t bytes_max) {
    return read_whole<std::string>(file, bytes_max);
}

void write_file_atomically(const fs::path& file, const std::function<void(std::ostream&)>& writer) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    std::error_code code;
    if (!fs::is_directory(folder, code)) {
        throw resource_error("{}: the folder {} does not exist", file.string(), folder.string());
    }
    if (fs::is_directory(file, code))
        throw resource_error("{}: is a folder, expected a file name", file.string());
    // The name carries the process number, so that two programs saving one file do not share a temporary.
    const fs::path temporary = folder / fmt::format(".{}.{}.tmp", file.filename().string(), ::getpid());
    try {
        errno = 0;
        std::ofstream out(temporary, std::ios::binary | std::ios::trunc);
        if (!out) throw resource_error("{}: cannot be written: {}", file.string(), std::strerror(errno));
        writer(out);
        out.close();
        if (!out) {
            throw resource_error("{}: could not be written completely ({})", file.string(),
                                 errno != 0 ? std::strerror(errno) : "is the disk full?");
        }
        sync_path(temporary, O_RDONLY);
        fs::rename(temporary, file, code);
        if (code) throw resource_error("{}: cannot be replaced: {}", file.string(), code.message());
        sync_folder(folder);
    } catch (...) {
        fs::remove(temporary, code);
        throw;
    }
}

void write_file_atomically(const fs::path& file, std::string_view bytes) {
    write_file_atomically(file, [&](std::ostream& out) {
        out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    });
}

}  // namespace im
