#pragma once
// The save dialog's rows for what the file will be: its format, skeleton and space, and how the motion is
// cleaned up on the way.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Whether the chosen format holds a skeleton to choose.
bool chosen_format_has_rig(const SaveForm& form);

/// Inside the save dialog.
void draw_format_rows(StudioState& state, Services& services);
void draw_clean_up_rows(StudioState& state, Services& services);

/// Shows the clips in the viewport as they would be saved, as soon as they are. One at a time: while a slider
/// is dragged, the last value counts.
void preview_clean_up(StudioState& state, Services& services);

}  // namespace im::studio
