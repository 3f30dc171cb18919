#pragma once
// The time axis of the Direct panel: a ruler with the play head, the blocks of the sequence, and the shown clip.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// As wide as there is room; a long sequence is scrolled.
void draw_direct_timeline(StudioState& state, Services& services);

}  // namespace im::studio
