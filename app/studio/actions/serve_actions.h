#pragma once
// Serving other programs: the switch in the settings, and what the server tells.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Serves the active model, or ends that. The settings keep which.
void switch_serving(StudioState& state, Services& services, bool on);
/// Serves the model that is active now; others who knew the token have to be told a new one where `new_token`.
void serve_again(StudioState& state, Services& services, bool new_token);
/// Begins what the settings say once the model is there; takes what the server has to say. Once a frame.
void update_serving(StudioState& state, Services& services);

}  // namespace im::studio
