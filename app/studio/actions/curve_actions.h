#pragma once
// What the Curves panel's buttons do. None of these waits.

#include <filesystem>
#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Reads an earlier run's curves, to be drawn below those of the run that is shown; an empty folder: none.
void overlay_run(StudioState& state, Services& services, const std::filesystem::path& folder,
                 const std::string& name);

/// WORKSPACE/plots/RUN-PLOT.EXTENSION; what was written there before is replaced.
std::filesystem::path plot_file(const StudioState& state, const std::string& plot, const char* extension);
/// Writes the text there in the background; a toast says where.
void save_plot_csv(StudioState& state, Services& services, const std::string& plot, const std::string& csv);

}  // namespace im::studio
