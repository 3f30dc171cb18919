#pragma once
// The switches that float over the picture.

#include <imgui.h>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// `corner` and `size` of the picture, screen pixels. Wraps to several lines in a narrow picture.
void draw_viewport_toolbar(StudioState& state, Services& services, ImVec2 corner, ImVec2 size);

}  // namespace im::studio
