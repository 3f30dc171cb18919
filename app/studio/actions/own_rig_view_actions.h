#pragma once
// Showing clips on the user's own rig in the viewport. None of these waits.

#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Why the viewport cannot show it, as a sentence: there is none. Empty: it can.
std::string no_own_rig(const StudioState& state);
/// The viewport shows it from now on; the one that was used last is read where none was chosen in this session.
void show_own_rig(StudioState& state, Services& services);
/// Once a frame: has the clips that the viewport shows put on the rig, in the background, and shows those that are.
void update_own_rig_view(StudioState& state, Services& services);

}  // namespace im::studio
