#pragma once
// Opening files and folders, and what is done with motion that was opened. None of these waits.

#include <filesystem>
#include <string>
#include <vector>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Each goes where it belongs (path_kind.h): motion becomes a take, a rig what clips are saved on, a model the one that
/// generates, a data set the prompt lab's, a list of prompts what fine-tuning learns. What cannot be opened is told
/// by name; the others are opened all the same.
void open_paths(StudioState& state, Services& services, const std::vector<std::filesystem::path>& paths);

/// Holds the clips of the shown take, which was opened, against its typed caption, and keeps them in the workspace
/// under it, so that they can be rated and compared.
void score_opened(StudioState& state, Services& services);
/// What the worker found.
void take_judged(StudioState& state, Services& services, const ClipsJudged& event);

/// Takes that the chosen clip of the shown one can stand beside, newest first.
std::vector<const Take*> comparable_takes(const StudioState& state);
/// The chosen clip of the shown take beside the best one of take `other`.
void show_beside(StudioState& state, Services& services, JobId other);

}  // namespace im::studio
