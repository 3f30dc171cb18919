#pragma once
// Showing and leaving what the viewport shows instead of a take (preview_stage.h).

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Back to the take that was shown before; what is still being made for the tenant is stopped.
void close_preview(StudioState& state, Services& services);

/// The stage's tenant shows `pair` from its beginning, both figures in the picture. `selected`: the chosen one, -1: none.
void show_side_by_side(StudioState& state, Take pair, int selected);

}  // namespace im::studio
