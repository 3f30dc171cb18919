// Playing, and choosing among the variations of a take.
#include <algorithm>

#include <imgui.h>

#include "app/studio/shell/action_table.h"

namespace im::studio {
namespace {

using S = StudioState;

std::string no_take(const S& state) {
    return state.take() ? "" : "There is nothing to play yet.";
}

template <int step>
void step_frames(S& state, Services&) {
    state.playback.step(step, state.take()->fps(), state.take()->ready_seconds());
}

/// In the order that the clip panel lists them.
template <int step>
void select_next_figure(S& state, Services&) {
    const std::vector<int> order = ranked_figures(*state.take());
    const int count = static_cast<int>(order.size());
    const int place =
        static_cast<int>(std::find(order.begin(), order.end(), state.selected_figure) - order.begin());
    if (count > 0) {
        state.selected_figure = order[static_cast<std::size_t>((place % count + step + count) % count)];
    }
}

}  // namespace

std::vector<Action> playing_actions() {
    return {
        {.id = "play.toggle",
         .title = "Play or pause",
         .group = "Play",
         .run = [](S& s, Services&) { s.playback.toggle(s.take()->ready_seconds()); },
         .key = ImGuiKey_Space,
         .why_not = no_take},
        {.id = "play.previous_frame",
         .title = "Previous frame",
         .group = "Play",
         .run = step_frames<-1>,
         .key = ImGuiKey_LeftArrow,
         .why_not = no_take},
        {.id = "play.next_frame",
         .title = "Next frame",
         .group = "Play",
         .run = step_frames<1>,
         .key = ImGuiKey_RightArrow,
         .why_not = no_take},
        {.id = "play.start",
         .title = "To the start",
         .group = "Play",
         .run = [](S& s, Services&) { s.playback.seek(0, s.take()->ready_seconds()); },
         .key = ImGuiMod_Shift | ImGuiKey_LeftArrow,
         .why_not = no_take},
        {.id = "play.end",
         .title = "To the end",
         .group = "Play",
         .run = [](S& s,
                   Services&) { s.playback.seek(s.take()->ready_seconds(), s.take()->ready_seconds()); },
         .key = ImGuiMod_Shift | ImGuiKey_RightArrow,
         .why_not = no_take},
        {.id = "play.loop",
         .title = "Start over at the end",
         .group = "Play",
         .run = [](S& s, Services&) { s.playback.loop = !s.playback.loop; },
         .key = ImGuiKey_L,
         .on = [](const S& s) { return s.playback.loop; }},
        {.id = "play.previous_variation",
         .title = "Previous variation",
         .group = "Play",
         .run = select_next_figure<-1>,
         .key = ImGuiKey_UpArrow,
         .why_not = no_take},
        {.id = "play.next_variation",
         .title = "Next variation",
         .group = "Play",
         .run = select_next_figure<1>,
         .key = ImGuiKey_DownArrow,
         .why_not = no_take},
    };
}

}  // namespace im::studio
