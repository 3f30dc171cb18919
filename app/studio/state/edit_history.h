#pragma once
// What was edited in this session and can be taken back, newest last.
//
//   history.add({"rating of a clip", undo, redo});
//   if (const auto edit = history.step_back()) edit->undo(state, services);

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>

namespace im::studio {

struct Services;
struct StudioState;

/// One edit. What it does to the state, it does by ids: a take or a clip may be gone by then.
struct Edit {
    std::string title;  ///< as the menu goes on after "Undo": "rating 'a person bows'"
    std::function<void(StudioState&, Services&)> undo, redo;
    /// Edits of one subject right after one another are one: the letters of a name, a slider that is dragged. Empty: of
    /// none.
    std::string subject = {};
};

class EditHistory {
  public:
    static constexpr std::size_t kEditsMax = 200;

    /// What was undone before is forgotten, and the oldest edit where there are too many.
    void add(Edit edit);
    /// The edit that is to be undone, or done again, now; none: there is nothing.
    std::optional<Edit> step_back();
    std::optional<Edit> step_forward();

    std::string undo_title() const { return done_ > 0 ? edits_[done_ - 1].title : std::string(); }
    std::string redo_title() const { return done_ < edits_.size() ? edits_[done_].title : std::string(); }
    bool can_undo() const { return done_ > 0; }
    bool can_redo() const { return done_ < edits_.size(); }
    std::size_t size() const { return edits_.size(); }

  private:
    std::deque<Edit> edits_;
    std::size_t done_ = 0;   ///< of them; those behind were undone
    bool joinable_ = false;  ///< the newest edit may grow: nothing was undone since
};

}  // namespace im::studio
