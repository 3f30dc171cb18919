#pragma once
// What is open, kept while it goes on, and there again at the next start, however the program ended. None of these
// waits, but for begin_session's look at the lock.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// At the start: takes the workspace, or says in `session.read_only` why it is only looked at, and reads what was open.
void begin_session(StudioState& state, Services& services);
/// Once a frame: keeps what has changed, in the background, a moment later.
void keep_session(StudioState& state, Services& services, const render::OrbitCamera& camera, double elapsed);
/// When the window closes: at once.
void end_session(StudioState& state, Services& services, const render::OrbitCamera& camera);

}  // namespace im::studio
