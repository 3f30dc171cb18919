#pragma once
// What is kept of the session while it goes on. Plain data.

#include <optional>
#include <set>
#include <string>

#include "app/workers/session_file.h"
#include "render/camera.h"

namespace im::studio {

struct SessionState {
    /// Why nothing is written to the workspace: another studio has it, or its disk refuses. Empty: all is kept.
    std::string read_only;
    bool begun = false;   ///< what was kept of the last session is here: from now on this one is kept
    bool saving = false;  ///< a background task writes
    Session kept;         ///< as written last, or being written
    std::set<std::string> clips_kept;  ///< files of clips that are on the disk
    std::string error;                 ///< why the last save failed; empty: it did not
    double look_in = 0;                ///< seconds until it is seen whether something changed
    bool model_gone = false;           ///< the folder of the model that generates is not there any more
    std::optional<render::OrbitCamera> camera_requested;
};

}  // namespace im::studio
