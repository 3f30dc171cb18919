// In the settings: which key does what, and choosing another one.
#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/action_table.h"
#include "app/studio/shell/key_names.h"
#include "app/studio/shell/theme.h"
#include "app/studio/state/fuzzy_match.h"

namespace im::studio {
namespace {

/// Waits for a key. Esc leaves it as it was; Backspace takes the key away.
void listen(StudioState& state) {
    KeyEditing& keys = state.keys;
    if (keys.action.empty() || keys.chord != 0) {
        return;
    }
    const auto chord = pressed_chord();
    if (!chord) {
        return;
    }
    const Action& action = find_action(keys.action);
    if (*chord == ImGuiKey_Escape) {
        keys.action.clear();
    } else if (*chord == ImGuiKey_Backspace) {
        set_key(state.settings, action, 0);
        keys.action.clear();
    } else if (conflicting_action(state.settings, action, *chord)) {
        keys.chord = *chord;
    } else {
        set_key(state.settings, action, *chord);
        keys.action.clear();
    }
}

/// Another action has the key that was pressed.
void draw_conflict(StudioState& state) {
    KeyEditing& keys = state.keys;
    const Action& action = find_action(keys.action);
    const Action* other = conflicting_action(state.settings, action, keys.chord);
    text_wrapped(fmt::format(IM_ICON_WARNING "  {} is the key of '{}'.", key_name(keys.chord),
                             other ? other->title : "")
                     .c_str(),
                 colour::kWarning);
    if (ImGui::Button("Use it here instead###take key")) {
        if (other) {
            set_key(state.settings, *other, 0);
        }
        set_key(state.settings, action, keys.chord);
        keys.action.clear();
        keys.chord = 0;
    }
    ImGui::SameLine();
    if (ImGui::Button("Leave it there###leave key") || ImGui::IsKeyPressed(ImGuiKey_Escape)) {
        keys.action.clear();
        keys.chord = 0;
    }
}

void draw_key_row(StudioState& state, const Action& action) {
    KeyEditing& keys = state.keys;
    ImGui::PushID(action.id);
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(action.title);
    const bool waiting = keys.action == action.id;
    if (waiting && keys.chord != 0) {
        draw_conflict(state);
    }
    ImGui::TableNextColumn();
    const std::string name = key_name(key_of(state.settings, action));
    const std::string label = waiting ? "Press a key ..." : name.empty() ? "none" : name;
    ImGui::PushStyleColor(ImGuiCol_Text, waiting        ? colour::kAccentText
                                         : name.empty() ? colour::kTextDim
                                                        : colour::kText);
    if (ImGui::Button((label + "###key").c_str(), ImVec2(em(9), 0)) && !waiting) {
        keys.action = action.id;
        keys.chord = 0;
    }
    ImGui::PopStyleColor();
    tooltip("Click, then press the new key. Esc leaves it as it is, Backspace takes it away");
    if (state.settings.keys.contains(action.id)) {
        ImGui::SameLine(0, em(0.2f));
        if (icon_button(IM_ICON_UNDO, "reset", "As it was at first")) {
            state.settings.keys.erase(action.id);
        }
    }
    ImGui::PopID();
}

}  // namespace

void draw_key_settings(StudioState& state) {
    listen(state);
    KeyEditing& keys = state.keys;
    heading("Keys");
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - em(9));
    ImGui::InputTextWithHint("##search keys", IM_ICON_SEARCH "  Search actions", &keys.search);
    ImGui::SameLine();
    ImGui::BeginDisabled(state.settings.keys.empty());
    if (ImGui::Button("All as at first###reset keys", ImVec2(-FLT_MIN, 0))) {
        state.settings.keys.clear();
    }
    ImGui::EndDisabled();
    ImGui::BeginChild("keys", ImVec2(0, em(14)));
    if (ImGui::BeginTable("actions", 2, ImGuiTableFlags_SizingFixedFit)) {
        ImGui::TableSetupColumn("action", ImGuiTableColumnFlags_WidthStretch);
        ImGui::TableSetupColumn("key", ImGuiTableColumnFlags_WidthFixed, em(11));
        const char* group = "";
        for (const Action& action : actions()) {
            if (!fuzzy_match(keys.search, std::string(action.group) + ": " + action.title)) {
                continue;
            }
            if (std::string(group) != action.group) {
                group = action.group;
                ImGui::TableNextRow();
                ImGui::TableNextColumn();
                text_dim(group);
            }
            draw_key_row(state, action);
        }
        ImGui::EndTable();
    }
    ImGui::EndChild();
}

}  // namespace im::studio
