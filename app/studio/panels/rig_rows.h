#pragma once
// The save dialog's rows for a rig of the user's own, and the window over it in which its bones are chosen.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Inside the save dialog.
void draw_rig_rows(StudioState& state, Services& services);

}  // namespace im::studio
