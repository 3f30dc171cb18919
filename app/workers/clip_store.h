#pragma once
// The workspace's database, opened when it is first needed. For one thread.

#include <filesystem>
#include <memory>
#include <utility>

#include "engine/store/workspace.h"

namespace im {

class ClipStore {
  public:
    explicit ClipStore(std::filesystem::path workspace) : folder_(std::move(workspace)) {}

    /// Throws Input or Resource when it cannot be opened; the next call tries again.
    Workspace& open() {
        if (!opened_) {
            opened_ = std::make_unique<Workspace>(folder_);
        }
        return *opened_;
    }

  private:
    std::filesystem::path folder_;
    std::unique_ptr<Workspace> opened_;
};

}  // namespace im
