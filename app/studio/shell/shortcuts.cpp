// Which action a key means.
#include <imgui.h>

#include "app/studio/panels/panels.h"
#include "app/studio/shell/action_table.h"

namespace im::studio {
namespace {

bool active(const StudioState& state, KeyContext context) {
    const bool typing = ImGui::GetIO().WantTextInput;
    switch (context) {
        case KeyContext::Always:
            return true;
        case KeyContext::NotTyping:
            return !typing;
        case KeyContext::BlindTest:
            return !typing && state.preview.tenant<BlindTest>() != nullptr;
        case KeyContext::PromptLab:
            return !typing && state.lab.shown && state.lab.review && !state.lab.form.editing &&
                   state.lab.form.view == LabView::Review;
        case KeyContext::Library:
            return !typing && state.library.focused;
        case KeyContext::Direct:
            return !typing && state.direct.focused;
        case KeyContext::DirectToo:
            return state.direct.focused;
        case KeyContext::Handles:
            return !typing && state.direct.handles.has_keys;
    }
    return false;
}

bool pressed(const Settings& settings, const Action& action) {
    const ImGuiKeyChord key = key_of(settings, action);
    return (key != 0 && ImGui::IsKeyChordPressed(key)) ||
           (action.other_key != 0 && !settings.keys.contains(action.id) &&
            ImGui::IsKeyChordPressed(action.other_key));
}

/// The pressed actions of the places that `chosen` accepts; true: there was one.
template <class Chosen>
bool run_pressed(StudioState& state, Services& services, const Chosen& chosen) {
    for (const Action& action : actions()) {
        if (chosen(action.context) && active(state, action.context) && pressed(state.settings, action)) {
            perform(state, services, action);
            return true;  // what it did may have changed who has the keys
        }
    }
    return false;
}

}  // namespace

void handle_shortcuts(StudioState& state, Services& services) {
    if (!state.keys.action.empty()) {
        return;  // the settings wait for a new key
    }
    if (ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel)) {
        // A dialog or menu has the keys; the clean-up switches of the save dialog can be undone in it.
        for (const char* id : {"edit.undo", "edit.redo"}) {
            const Action& action = find_action(id);
            if (state.save.open && active(state, action.context) && pressed(state.settings, action)) {
                perform(state, services, action);
                break;
            }
        }
        return;
    }
    const auto special = [](KeyContext context) {
        return context != KeyContext::Always && context != KeyContext::NotTyping;
    };
    if (!run_pressed(state, services, special)) {
        run_pressed(state, services, [&](KeyContext context) { return !special(context); });
    }
}

}  // namespace im::studio
