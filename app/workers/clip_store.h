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

    /// Before the first open(): the workspace is only looked at.
    void refuse_writes() { may_write_ = false; }

    /// Throws Input or Resource when it cannot be opened; the next call tries again.
    Workspace& open() {
        if (!opened_) {
            opened_ = std::make_unique<Workspace>(folder_);
            if (!may_write_) {
                opened_->refuse_writes();
            }
        }
        return *opened_;
    }

  private:
    std::filesystem::path folder_;
    bool may_write_ = true;
    std::unique_ptr<Workspace> opened_;
};

}  // namespace im
