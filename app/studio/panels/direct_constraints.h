#pragma once
// Inside the Direct panel: the path over the floor and the pins, and how far the shown take is from them.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

void draw_constraints(StudioState& state, Services& services);

}  // namespace im::studio
