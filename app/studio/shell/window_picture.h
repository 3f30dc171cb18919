#pragma once
// Parts of the window as pictures.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Of what was just drawn, before the buffers are swapped; written in the background, and a toast says where.
/// `framebuffer_height` in pixels.
void save_part_of_window(const PictureRequest& request, int framebuffer_height, StudioState& state,
                         Services& services);

}  // namespace im::studio
