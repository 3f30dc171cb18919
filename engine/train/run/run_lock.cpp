#include "engine/train/run/run_lock.h"

#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <spdlog/spdlog.h>

#include "engine/core/error.h"

namespace im {
namespace fs = std::filesystem;
namespace {

fs::path lock_file(const fs::path& folder) {
    return folder / "run.lock";
}

/// The whole file. Locks of open file descriptions, not of processes: two runs of one program keep each other
/// out as well.
struct flock whole_file() {
    struct flock lock {};
    lock.l_type = F_WRLCK;
    lock.l_whence = SEEK_SET;
    return lock;
}

/// "process 4711", as its holder wrote it.
std::string holder_of(int file) {
    char text[32] = {};
    const auto count = ::pread(file, text, sizeof text - 1, 0);
    return count > 0 && std::strspn(text, "0123456789") == static_cast<std::size_t>(count)
               ? fmt::format("process {}", text)
               : "an unknown process";
}

}  // namespace

RunLock::RunLock(const fs::path& folder) : folder_(folder) {
    std::error_code code;
    made_folder_ = fs::create_directories(folder, code);
    const fs::path path = lock_file(folder);
    file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (file_ < 0) throw resource_error("{}: cannot be made: {}", path.string(), std::strerror(errno));
    struct flock lock = whole_file();
    if (::fcntl(file_, F_OFD_SETLK, &lock) != 0) {
        const int reason = errno;
        if (reason == EAGAIN || reason == EACCES) {
            const std::string holder = holder_of(file_);
            ::close(file_);
            throw resource_error(
                "{}: is being trained by another program ({}); wait until that has ended, or stop it",
                folder.string(), holder);
        }
        spdlog::warn("{}: cannot be locked ({}); take care that no other program trains there",
                     folder.string(), std::strerror(reason));
    }
    const std::string process = std::to_string(::getpid());
    if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, process.data(), process.size(), 0) < 0) {
        // For the message to others only: the lock holds.
        spdlog::debug("{}: not written: {}", path.string(), std::strerror(errno));
    }
}

RunLock::~RunLock() {
    if (made_folder_) {
        std::error_code ignored;
        const fs::directory_iterator end;
        fs::directory_iterator entry(folder_, ignored);  // its operator ++ may throw, increment() may not
        if (entry != end && entry.increment(ignored) == end) {
            fs::remove(lock_file(folder_), ignored);
            fs::remove(folder_, ignored);
        }
    }
    ::close(file_);
}

bool is_being_trained(const fs::path& folder) {
    const int file = ::open(lock_file(folder).c_str(), O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    struct flock lock = whole_file();
    const bool held = ::fcntl(file, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
    ::close(file);
    return held;
}

}  // namespace im
