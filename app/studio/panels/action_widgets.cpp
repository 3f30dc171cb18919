#include "app/studio/panels/action_widgets.h"

#include <imgui.h>

#include "app/studio/panels/widgets.h"
#include "app/studio/shell/action_table.h"
#include "app/studio/shell/key_names.h"

namespace im::studio {

void menu_action(StudioState& state, Services& services, const char* id, const char* title) {
    const Action& action = find_action(id);
    const std::string reason = why_not(state, action);
    const std::string key = key_name(key_of(state.settings, action));
    const bool on = action.on && action.on(state);
    if (ImGui::MenuItem(title ? title : action.title, key.c_str(), on, reason.empty())) {
        perform(state, services, action);
    }
    if (!reason.empty()) {
        tooltip(reason.c_str());
    }
}

void action_button(StudioState& state, Services& services, const char* id, const char* label,
                   const char* explanation) {
    const Action& action = find_action(id);
    beside(ImGui::CalcTextSize(label, nullptr, true).x + 2 * ImGui::GetStyle().FramePadding.x);
    ImGui::BeginDisabled(!why_not(state, action).empty());
    if (ImGui::Button(label)) {
        perform(state, services, action);
    }
    ImGui::EndDisabled();
    action_tooltip(state, id, explanation);
}

void action_tooltip(const StudioState& state, const char* id, const char* text) {
    if (!ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip | ImGuiHoveredFlags_AllowWhenDisabled)) {
        return;
    }
    const std::string reason = why_not(state, find_action(id)), whole = keyed(state, text, id);
    tooltip((reason.empty() ? whole : whole + "\n" + reason).c_str());
}

std::string keyed(const StudioState& state, const char* text, const char* id) {
    const std::string key = key_text(state, id), said = text;
    return key.empty() ? said : said.empty() ? key : said + " (" + key + ")";
}

}  // namespace im::studio
