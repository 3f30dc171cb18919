// From a prompt to a take.
#include <imgui.h>

#include "app/studio/actions/take_actions.h"
#include "app/studio/shell/action_table.h"

namespace im::studio {

std::vector<Action> generating_actions() {
    constexpr ImGuiKeyChord kCtrl = ImGuiMod_Ctrl;
    using S = StudioState;
    return {
        {.id = "generate.start",
         .title = "Generate",
         .group = "Generate",
         .run = start_generation,
         .context = KeyContext::Always,
         .key = kCtrl | ImGuiKey_Enter,
         .other_key = kCtrl | ImGuiKey_KeypadEnter,
         .why_not = [](const S& s) -> std::string { return s.generating() ? "It is generating." : ""; }},
        {.id = "generate.stop",
         .title = "Stop, and keep what there is",
         .group = "Generate",
         .run = stop_generation,
         .context = KeyContext::Always,
         .key = ImGuiKey_Escape,
         .why_not = [](const S& s) -> std::string {
             return s.generating() ? "" : "Nothing is being generated.";
         }},
        {.id = "generate.roll_seed",
         .title = "Draw a new seed",
         .group = "Generate",
         .run = [](S& s, Services&) { roll_seed(s); }},
        {.id = "generate.lock_seed",
         .title = "Keep the seed",
         .group = "Generate",
         .run = [](S& s, Services&) { s.prompt.seed_locked = !s.prompt.seed_locked; },
         .on = [](const S& s) { return s.prompt.seed_locked; }},
        {.id = "generate.type",
         .title = "Type a prompt",
         .group = "Generate",
         .run =
             [](S& s, Services&) {
                 s.windows.bring_to_front(kPromptTitle);
                 s.prompt.focus_requested = true;
             },
         .context = KeyContext::Always,
         .key = kCtrl | ImGuiKey_L},
    };
}

}  // namespace im::studio
