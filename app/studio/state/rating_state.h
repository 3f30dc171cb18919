#pragma once
// What the studio keeps of clips, and learns from how they are rated. Plain data.

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/workers/preference_learner.h"
#include "engine/store/workspace.h"

namespace im::studio {

/// The workspace's database, opened when it is first needed. On the background tasks' thread only.
struct ClipStore {
    std::filesystem::path folder;
    std::unique_ptr<Workspace> opened;
    Workspace& open() {
        if (!opened) {
            opened = std::make_unique<Workspace>(folder);
        }
        return *opened;
    }
};

/// What is known of the user's taste.
struct TasteState {
    std::optional<Taste> taste;  ///< empty until it was first learnt
    bool changed = true;         ///< something was rated since
    bool learning = false;
    double rest = 0;  ///< seconds without a new rating until it is learnt anew
};

/// Two clips of one prompt at a time, without telling which is which.
struct BlindTest {
    struct Pair {
        std::int64_t left = 0, right = 0;  ///< clips
    };
    std::string prompt;
    std::vector<Pair> pairs;  ///< still to be shown, the last one now
    int total = 0;
};

}  // namespace im::studio
