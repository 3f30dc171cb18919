#pragma once
// The path and the pins of the Direct panel over the picture of the viewport, while that panel is shown.

#include <imgui.h>

#include "app/studio/actions/services.h"
#include "app/studio/shell/viewport_scene.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Line, way points and pins, with the mouse on them. After the picture's own item; `corner`: its pixel of the screen.
void draw_handles(StudioState& state, Services& services, const ViewportScene& scene, ImVec2 corner);

/// While a path is drawn: the mouse was clicked in the picture, which makes a way point. False: nothing is drawn.
bool click_on_floor(StudioState& state, Services& services, const ViewportScene& scene, ImVec2 corner);

}  // namespace im::studio
