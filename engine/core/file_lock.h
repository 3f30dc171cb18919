#pragma once
// A file that one program at a time holds. The kernel lets go of it with the process, however that ends.

#include <filesystem>
#include <string>

namespace im {

class FileLock {
  public:
    /// Locks `file`, made where it is missing, until destroyed; see held(). Throws Resource when it cannot be made or
    /// opened. A file system that knows no locks is logged, and the lock counts as held.
    explicit FileLock(std::filesystem::path file);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

    /// Else somebody else has it, another lock of this program too.
    bool held() const { return held_; }
    /// "process 4711", whoever has it instead.
    const std::string& holder() const { return holder_; }

    /// Whether somebody holds `file` now. Takes nothing and makes nothing.
    static bool is_held(const std::filesystem::path& file);

  private:
    int file_ = -1;
    bool held_ = false;
    std::string holder_;
};

}  // namespace im
