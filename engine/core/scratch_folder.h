#pragma once
// A folder for files that nobody keeps.

#include <filesystem>

namespace im {

/// Empty, of its own, readable by this user alone; removed with all that is in it at the end of its scope.
class ScratchFolder {
  public:
    ScratchFolder();  ///< Throws Resource where it cannot be made.
    ~ScratchFolder();
    ScratchFolder(const ScratchFolder&) = delete;
    ScratchFolder& operator=(const ScratchFolder&) = delete;

    const std::filesystem::path& path() const { return path_; }

  private:
    std::filesystem::path path_;
};

}  // namespace im
