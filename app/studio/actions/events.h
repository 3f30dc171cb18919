#pragma once
// How what the services have done changes the state.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Takes everything that the workers, the background tasks and the log have to say. Once a frame.
void drain_events(StudioState& state, Services& services);

}  // namespace im::studio
