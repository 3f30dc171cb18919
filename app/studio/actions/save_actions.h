#pragma once
// Saving clips in files.

#include <filesystem>
#include <vector>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// The files that the save dialog's answers stand for: one a figure.
std::vector<std::filesystem::path> save_targets(const StudioState& state);
/// Writes the selected figure or all variations in the background; a toast tells the result.
void save_clips(StudioState& state, Services& services);

}  // namespace im::studio
