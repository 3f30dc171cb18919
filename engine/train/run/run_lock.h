#pragma once
// One program at a time trains in a run's folder. The kernel lets go of the lock with the process, however
// that ends. Torch-free header.

#include <filesystem>
#include <memory>

#include "engine/core/file_lock.h"

namespace im {

class RunLock {
  public:
    /// Locks FOLDER/run.lock until destroyed; both are made where they are missing, and a folder made here
    /// goes again when nothing has come into it. Throws Resource when somebody else holds the lock, another
    /// run of this program too, or when folder or file cannot be made. A file system that knows no locks is
    /// logged, and the run goes on without.
    explicit RunLock(const std::filesystem::path& folder);
    ~RunLock();
    RunLock(const RunLock&) = delete;
    RunLock& operator=(const RunLock&) = delete;

  private:
    std::filesystem::path folder_;
    bool made_folder_ = false;
    std::unique_ptr<FileLock> lock_;
};

/// Whether somebody holds the lock of `folder` now. Takes nothing and makes nothing.
bool is_being_trained(const std::filesystem::path& folder);

}  // namespace im
