#include "app/studio/shell/action_table.h"

#include <algorithm>

#include "app/studio/shell/key_names.h"
#include "engine/core/error.h"

namespace im::studio {
namespace {

std::vector<Action> all_rows() {
    std::vector<Action> rows;
    for (const auto& part : {file_actions(), generating_actions(), rating_actions(), clip_actions(),
                             directing_actions(), playing_actions(), viewport_actions(), window_actions()}) {
        rows.insert(rows.end(), part.begin(), part.end());
    }
    // A group is one, whichever files its rows are in; groups come as their first rows do.
    const auto first_of = [all = rows](const Action& action) {
        return std::find_if(all.begin(), all.end(),
                            [&](const Action& other) { return std::string(other.group) == action.group; }) -
               all.begin();
    };
    std::stable_sort(rows.begin(), rows.end(),
                     [&](const Action& a, const Action& b) { return first_of(a) < first_of(b); });
    return rows;
}

bool meet(KeyContext a, KeyContext b) {
    const auto anywhere = [](KeyContext c) { return c == KeyContext::Always || c == KeyContext::NotTyping; };
    const auto directing = [](KeyContext c) { return c == KeyContext::Direct || c == KeyContext::DirectToo; };
    return a == b || (anywhere(a) && anywhere(b)) || (directing(a) && directing(b));
}

}  // namespace

const std::vector<Action>& actions() {
    static const std::vector<Action> rows = all_rows();
    return rows;
}

const Action& find_action(const std::string& id) {
    const auto found = std::find_if(actions().begin(), actions().end(),
                                    [&](const Action& action) { return action.id == id; });
    if (found == actions().end()) {
        throw usage_error("There is no action '{}'", id);
    }
    return *found;
}

std::string why_not(const StudioState& state, const Action& action) {
    return action.why_not ? action.why_not(state) : "";
}

void perform(StudioState& state, Services& services, const Action& action) {
    if (why_not(state, action).empty()) {
        action.run(state, services);
    }
}

ImGuiKeyChord key_of(const Settings& settings, const Action& action) {
    const auto changed = settings.keys.find(action.id);
    return changed == settings.keys.end() ? action.key : key_of_name(changed->second).value_or(action.key);
}

std::string key_text(const StudioState& state, const std::string& id) {
    return key_name(key_of(state.settings, find_action(id)));
}

const Action* conflicting_action(const Settings& settings, const Action& action, ImGuiKeyChord key) {
    const auto found = std::find_if(actions().begin(), actions().end(), [&](const Action& other) {
        return key != 0 && other.id != std::string(action.id) && meet(other.context, action.context) &&
               (key_of(settings, other) == key ||
                (other.other_key == key && !settings.keys.contains(other.id)));
    });
    return found == actions().end() ? nullptr : &*found;
}

void set_key(Settings& settings, const Action& action, ImGuiKeyChord key) {
    if (key == action.key) {
        settings.keys.erase(action.id);
    } else {
        settings.keys[action.id] = key_name(key);
    }
}

}  // namespace im::studio
