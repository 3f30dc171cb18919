#pragma once
// Leaving what the viewport shows instead of a take (preview_stage.h).

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Back to the take that was shown before; what is still being made for the tenant is stopped.
void close_preview(StudioState& state, Services& services);

}  // namespace im::studio
