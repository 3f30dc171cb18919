#pragma once
// Doing, undoing and doing again (edit_history.h).

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Carries `edit.redo` out and keeps the edit, so that it can be taken back.
void do_edit(StudioState& state, Services& services, Edit edit);
void undo_edit(StudioState& state, Services& services);
void redo_edit(StudioState& state, Services& services);

}  // namespace im::studio
