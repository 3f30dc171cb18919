// Files, taking edits back, and quitting.
#include <imgui.h>

#include "app/studio/actions/edit_actions.h"
#include "app/studio/actions/training_actions.h"
#include "app/studio/panels/open_dialog.h"
#include "app/studio/panels/save_dialog.h"
#include "app/studio/shell/action_table.h"

namespace im::studio {
namespace {

std::string no_clip(const StudioState& state) {
    const Take* take = state.take();
    return !take ? "There is no clip yet." : take->growing() ? "The clip is still being generated." : "";
}

std::string no_variations(const StudioState& state) {
    const std::string reason = no_clip(state);
    return reason.empty() && state.take()->figures.size() < 2 ? "There is one variation only." : reason;
}

}  // namespace

std::vector<Action> file_actions() {
    constexpr ImGuiKeyChord kCtrl = ImGuiMod_Ctrl, kCtrlShift = ImGuiMod_Ctrl | ImGuiMod_Shift;
    using S = StudioState;
    return {
        {.id = "file.open",
         .title = "Open ...",
         .group = "File",
         .run = [](S& s, Services&) { open_open_dialog(s); },
         .context = KeyContext::Always,
         .key = kCtrl | ImGuiKey_O},
        {.id = "file.save",
         .title = "Save clip ...",
         .group = "File",
         .run = [](S& s, Services& v) { open_save_dialog(s, v, false); },
         .context = KeyContext::Always,
         .key = kCtrl | ImGuiKey_S,
         .why_not = no_clip},
        {.id = "file.save_all",
         .title = "Save all variations ...",
         .group = "File",
         .run = [](S& s, Services& v) { open_save_dialog(s, v, true); },
         .context = KeyContext::Always,
         .key = kCtrlShift | ImGuiKey_S,
         .why_not = no_variations},
        {.id = "file.quit",
         .title = "Quit",
         .group = "File",
         .run = [](S& s, Services&) { ask_to_close(s); },
         .context = KeyContext::Always,
         .key = kCtrl | ImGuiKey_Q},
        {.id = "edit.undo",
         .title = "Undo",
         .group = "Edit",
         .run = undo_edit,
         .key = kCtrl | ImGuiKey_Z,
         .why_not = [](const S& s) -> std::string {
             return s.edits.can_undo() ? "" : "Nothing was edited that could be undone.";
         }},
        {.id = "edit.redo",
         .title = "Redo",
         .group = "Edit",
         .run = redo_edit,
         .key = kCtrlShift | ImGuiKey_Z,
         .other_key = kCtrl | ImGuiKey_Y,
         .why_not = [](const S& s) -> std::string {
             return s.edits.can_redo() ? "" : "Nothing was undone.";
         }},
    };
}

}  // namespace im::studio
