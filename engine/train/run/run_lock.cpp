#include "engine/train/run/run_lock.h"

#include "engine/core/error.h"

namespace im {
namespace fs = std::filesystem;
namespace {

fs::path lock_file(const fs::path& folder) {
    return folder / "run.lock";
}

}  // namespace

RunLock::RunLock(const fs::path& folder) : folder_(folder) {
    std::error_code code;
    made_folder_ = fs::create_directories(folder, code);
    lock_ = std::make_unique<FileLock>(lock_file(folder));
    if (!lock_->held()) {
        throw resource_error(
            "{}: is being trained by another program ({}); wait until that has ended, or stop it",
            folder.string(), lock_->holder());
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
}

bool is_being_trained(const fs::path& folder) {
    return FileLock::is_held(lock_file(folder));
}

}  // namespace im
