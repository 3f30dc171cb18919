#include "app/studio/actions/preview_actions.h"

namespace im::studio {

void close_preview(StudioState& state, Services& services) {
    if (const LabPreview* preview = state.preview.tenant<LabPreview>()) {
        services.generation.stop(preview->job);
    }
    if (state.preview.take()) {
        state.selected_figure = 0;
        state.playback.time = 0;
    }
    state.preview.clear();
}

}  // namespace im::studio
