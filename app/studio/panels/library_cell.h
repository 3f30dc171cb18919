#pragma once
// One clip of the library: its small moving picture and what is said under it.

#include <imgui.h>

#include "app/studio/state/studio_state.h"

namespace im::studio {

ImVec2 library_cell_size();

enum class CellClick { None, Chosen, Played, Menu };

/// Draws the clip at the cursor. Its picture moves while the mouse is over it or it is chosen; in rest three poses tell the
/// movement. Without a picture yet the clip is put on the list of those that want one.
CellClick draw_library_cell(StudioState& state, const ClipRecord& clip);

}  // namespace im::studio
