#pragma once
// Actions (shell/action_table.h) in menus and tooltips, with the key of now.

#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// A line of a menu. What cannot be done now is dim and says why. `title`: instead of the action's own.
void menu_action(StudioState& state, Services& services, const char* id, const char* title = nullptr);
/// A button beside the item before it, dim with the reason where it cannot be pressed.
void action_button(StudioState& state, Services& services, const char* id, const char* label,
                   const char* explanation);
/// Explains the item before it, and names the action's key.
void action_tooltip(const StudioState& state, const char* id, const char* text);

/// The text with the action's key behind it: "Play or pause (Space)".
std::string keyed(const StudioState& state, const char* text, const char* id);

}  // namespace im::studio
