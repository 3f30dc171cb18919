#include "app/studio/state/edit_history.h"

#include <utility>

namespace im::studio {

void EditHistory::add(Edit edit) {
    edits_.erase(edits_.begin() + static_cast<std::ptrdiff_t>(done_), edits_.end());
    if (joinable_ && !edits_.empty() && !edit.subject.empty() && edits_.back().subject == edit.subject) {
        edits_.back().redo = std::move(edit.redo);  // and its undo goes back to before the first
        return;
    }
    edits_.push_back(std::move(edit));
    if (edits_.size() > kEditsMax) {
        edits_.pop_front();
    }
    done_ = edits_.size();
    joinable_ = true;
}

std::optional<Edit> EditHistory::step_back() {
    if (!can_undo()) {
        return std::nullopt;
    }
    joinable_ = false;
    return edits_[--done_];
}

std::optional<Edit> EditHistory::step_forward() {
    if (!can_redo()) {
        return std::nullopt;
    }
    joinable_ = false;
    return edits_[done_++];
}

}  // namespace im::studio
