#include "app/studio/actions/preview_actions.h"

#include <utility>

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

void show_side_by_side(StudioState& state, Take pair, int selected) {
    state.preview.show(std::move(pair));
    state.selected_figure = selected;
    state.playback.time = 0;
    state.playback.playing = true;
    state.viewport.arrangement = Arrangement::SideBySide;
    state.viewport.frame_all_requested = true;
}

}  // namespace im::studio
