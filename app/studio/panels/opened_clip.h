#pragma once
// Parts of the Clip panel: motion that was opened, and clips side by side.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Of a take that was opened: what was guessed in reading it, and the words to hold it against. Else nothing.
void draw_opened(StudioState& state, Services& services);
/// A list of the other takes; choosing one shows both beside each other.
void draw_beside_button(StudioState& state, Services& services);
/// While two takes stand beside each other: the way back. Else nothing. Returns true when it was taken.
bool draw_side_by_side(StudioState& state, Services& services);

}  // namespace im::studio
