#include "engine/core/file_lock.h"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "engine/core/error.h"

namespace im {
namespace {

/// The whole file. Locks of open file descriptions, not of processes: two holders in one program keep each other
/// out as well.
struct flock whole_file() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

/// As its holder wrote it.
std::string holder_of(int file) {
    char text[32] = {};
    const auto count = ::pread(file, text, sizeof text - 1, 0);
    return count > 0 && std::strspn(text, "0123456789") == static_cast<std::size_t>(count)
               ? fmt::format("process {}", text)
               : "an unknown process";
}

}  // namespace

FileLock::FileLock(std::filesystem::path file) {
    file_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file_ < 0) throw resource_error("{}: cannot be made: {}", file.string(), std::strerror(errno));
    struct flock lock = whole_file();
    if (::fcntl(file_, F_OFD_SETLK, &lock) != 0) {
        if (errno == EAGAIN || errno == EACCES) {
            holder_ = holder_of(file_);
            return;
        }
        spdlog::warn("{}: cannot be locked ({}); take care that no other program works there", file.string(),
                     std::strerror(errno));
    }
    held_ = true;
    const std::string process = std::to_string(::getpid());
    if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, process.data(), process.size(), 0) < 0) {
        // For the message to others only: the lock holds.
        spdlog::debug("{}: not written: {}", file.string(), std::strerror(errno));
    }
}

FileLock::~FileLock() {
    ::close(file_);
}

bool FileLock::is_held(const std::filesystem::path& path) {
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    struct flock lock = whole_file();
    const bool held = ::fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    ::close(file);
    return held;
}

}  // namespace im
