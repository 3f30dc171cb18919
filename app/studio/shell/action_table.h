#pragma once
// All that can be done in the studio, in one table: menus, keys, the command palette (Ctrl+P), the list of keys and their
// settings draw from it. A new action is a row in one of the action_rows_*.cpp.
//
//   perform(state, services, *find_action("file.save"));
//   tooltip(("Play or pause (" + key_text(state, "play.toggle") + ")").c_str());

#include <string>
#include <vector>

#include <imgui.h>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Where an action's keys work. Those behind the first two go before these: B says "the right one" while clips are compared
/// blindly, whatever else it does.
enum class KeyContext {
    Always,     ///< also while text is typed
    NotTyping,  ///< wherever the mouse is
    BlindTest,
    PromptLab,  ///< while a prompt is under review
    Library,    ///< while the library has the keys
    Direct,     ///< while the Direct panel has them
    DirectToo,  ///< there also while text is typed
    Handles     ///< while the viewport has them, and a path is drawn there or a handle is chosen
};

struct Action {
    const char* id;     ///< in the settings: never changes
    const char* title;  ///< as a menu has it: "Save clip ..."
    const char* group;  ///< heading in lists of actions
    void (*run)(StudioState&, Services&);
    KeyContext context = KeyContext::NotTyping;
    ImGuiKeyChord key = 0;        ///< at first; 0: none
    ImGuiKeyChord other_key = 0;  ///< on the keypad; works as long as the first one is not changed
    /// Why it cannot be done now, as a sentence; empty: it can. Null: it always can.
    std::string (*why_not)(const StudioState&) = nullptr;
    bool (*on)(const StudioState&) = nullptr;  ///< of switches: whether it is on
    bool begins_part = false;                  ///< a line stands above it in the menu of its group
};

const std::vector<Action>& actions();
/// By id; throws Usage for another one.
const Action& find_action(const std::string& id);

std::string why_not(const StudioState& state, const Action& action);
/// Runs it where it can be run.
void perform(StudioState& state, Services& services, const Action& action);

/// The key of now, as changed in the settings; 0: none.
ImGuiKeyChord key_of(const Settings& settings, const Action& action);
/// Its name, for tooltips and menus; empty: none.
std::string key_text(const StudioState& state, const std::string& id);
/// The other action that a key would run in the same place; null: none.
const Action* conflicting_action(const Settings& settings, const Action& action, ImGuiKeyChord key);
/// 0: none. The key that it has at first is not written down.
void set_key(Settings& settings, const Action& action, ImGuiKeyChord key);

// The rows, by what they are about.
std::vector<Action> file_actions();
std::vector<Action> generating_actions();
std::vector<Action> rating_actions();
std::vector<Action> clip_actions();
std::vector<Action> directing_actions();
std::vector<Action> playing_actions();
std::vector<Action> viewport_actions();
std::vector<Action> window_actions();

}  // namespace im::studio
