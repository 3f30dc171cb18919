#pragma once
// The in-app dialog that asks where to save and in which format. It needs no helper programs; where the
// desktop has a file dialog of its own, "Browse" opens that one.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

void open_save_dialog(StudioState& state, Services& services, bool all_variations);

}  // namespace im::studio
