#pragma once
// What the viewport's toolbar opens: ways and copies of the movement, and places to look from.

#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Inside a popup: motion trails, onion skin, joint names.
void draw_motion_menu(ViewportForm& form);
/// Inside a popup: named directions and the user's own views.
void draw_views_menu(StudioState& state);

}  // namespace im::studio
