#include "app/studio/actions/edit_actions.h"

#include <utility>

#include "app/studio/actions/toasts.h"

namespace im::studio {

void do_edit(StudioState& state, Services& services, Edit edit) {
    edit.redo(state, services);
    state.edits.add(std::move(edit));
}

void undo_edit(StudioState& state, Services& services) {
    if (const auto edit = state.edits.step_back()) {
        edit->undo(state, services);
        add_toast(state, Toast::Kind::Info, "Undone: " + edit->title);
    }
}

void redo_edit(StudioState& state, Services& services) {
    if (const auto edit = state.edits.step_forward()) {
        edit->redo(state, services);
        add_toast(state, Toast::Kind::Info, "Done again: " + edit->title);
    }
}

}  // namespace im::studio
