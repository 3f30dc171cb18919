// Panels, windows and help.
#include <imgui.h>

#include "app/studio/panels/panels.h"
#include "app/studio/shell/action_table.h"

namespace im::studio {
namespace {

using S = StudioState;

template <const Panel& row>
void open_or_close(S& state, Services&) {
    if (state.windows.shown(row.title)) {
        state.windows.closed.insert(row.title);
    } else {
        state.windows.closed.erase(row.title);
    }
}

template <const Panel& row>
bool is_shown(const S& state) {
    return state.windows.shown(row.title);
}

template <const Panel& row>
Action panel(const char* id) {
    return {.id = id, .title = row.title, .group = "Panels", .run = open_or_close<row>, .on = is_shown<row>};
}

}  // namespace

std::vector<Action> window_actions() {
    constexpr ImGuiKeyChord kCtrl = ImGuiMod_Ctrl;
    return {
        panel<kPromptPanel>("panel.prompt"),
        panel<kFinetunePanel>("panel.finetune"),
        panel<kPromptLabPanel>("panel.prompt_lab"),
        panel<kModelsPanel>("panel.models"),
        panel<kClipPanel>("panel.clip"),
        panel<kLogPanel>("panel.log"),
        panel<kCurvesPanel>("panel.curves"),
        panel<kLibraryPanel>("panel.library"),
        panel<kDirectPanel>("panel.direct"),
        {.id = "panel.arrange",
         .title = "Arrange panels as at first",
         .group = "Look",
         .run = [](S& s, Services&) { s.windows.layout_reset_requested = true; }},
        {.id = "window.palette",
         .title = "Find an action ...",
         .group = "Help",
         .run = [](S& s, Services&) { s.palette.open_requested = true; },
         .context = KeyContext::Always,
         .key = kCtrl | ImGuiKey_P},
        {.id = "window.settings",
         .title = "Settings",
         .group = "Help",
         .run = [](S& s, Services&) { s.windows.settings = !s.windows.settings; },
         .context = KeyContext::Always,
         .key = kCtrl | ImGuiKey_Comma},
        {.id = "window.help",
         .title = "Keys and mouse",
         .group = "Help",
         .run = [](S& s, Services&) { s.windows.help = !s.windows.help; },
         .context = KeyContext::Always,
         .key = ImGuiKey_F1},
        {.id = "window.tour",
         .title = "Five steps to begin with",
         .group = "Help",
         .run = [](S& s, Services&) { s.tour = {.open = true, .uncalled = false}; }},
    };
}

}  // namespace im::studio
