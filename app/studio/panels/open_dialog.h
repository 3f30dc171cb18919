#pragma once
// File > Open.

#include "app/studio/state/studio_state.h"

namespace im::studio {

void open_open_dialog(StudioState& state);

}  // namespace im::studio
