#pragma once
// Short messages to the user.

#include <string>

#include "app/studio/state/studio_state.h"

namespace im::studio {

void add_toast(StudioState& state, Toast::Kind kind, std::string text);

}  // namespace im::studio
