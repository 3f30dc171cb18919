#pragma once
// A studio that found its workspace open in another one looks only.

#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Whether nothing of the workspace may be changed; then a message says so.
bool refuses_changes(StudioState& state);

}  // namespace im::studio
