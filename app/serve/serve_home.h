#pragma once
// What the server has beside the model that it serves: a workspace, whose models callers may choose and where runs of
// fine-tuning are kept, and somebody who wants to know who asks for what.

#include <filesystem>
#include <functional>
#include <string>

#include "app/workers/loaded_model.h"
#include "app/workers/training_run.h"

namespace im::serve {

/// Who asked for what, and what has come of it so far. Told again under the same id when the state changes.
struct RequestNote {
    std::string id;
    double when = 0;  ///< seconds since 1970
    std::string from, what;
    std::string state;  ///< "waiting", "running", "done", "failed", "cancelled", "refused"
};

struct ServeHome {
    std::filesystem::path workspace;  ///< empty: none, and nothing of what follows but on_request
    bool finetune = true;             ///< callers may start runs, in WORKSPACE/models
    std::string device = "auto";
    int threads = 0;
    /// Opens a model of the workspace in the place of the one that is served; empty: that stays.
    std::function<LoadedModel(const std::filesystem::path& folder)> open_model = {};
    TrainingRunMaker make_run = make_finetune_run;
    /// Called from the server's threads; must return at once.
    std::function<void(const RequestNote&)> on_request = {};
};

}  // namespace im::serve
