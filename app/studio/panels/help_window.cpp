// F1: keys and mouse.
#include <algorithm>
#include <string>
#include <vector>

#include <imgui.h>

#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/action_table.h"
#include "app/studio/shell/key_names.h"
#include "app/studio/shell/theme.h"

#include "im_config.h"

namespace im::studio {
namespace {

struct Line {
    std::string keys;
    const char* what;
};

void section(const char* title, const std::vector<Line>& lines) {
    heading(title);
    if (ImGui::BeginTable(title, 2, ImGuiTableFlags_SizingFixedFit)) {
        ImGui::TableSetupColumn("keys", ImGuiTableColumnFlags_WidthFixed, em(11));
        ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_WidthStretch);
        for (const Line& line : lines) {
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            ImGui::TextUnformatted(line.keys.c_str());
            ImGui::TableNextColumn();
            text_wrapped(line.what, colour::kTextDim);
        }
        ImGui::EndTable();
    }
    ImGui::Spacing();
}

/// The actions of a group that have a key now.
std::vector<Line> lines_of(const Settings& settings, const std::string& group) {
    std::vector<Line> lines;
    for (const Action& action : actions()) {
        const std::string key = key_name(key_of(settings, action));
        if (action.group == group && !key.empty()) {
            lines.push_back({key, action.title});
        }
    }
    return lines;
}

/// Keys that belong to a field or to the mouse, and cannot be changed.
const std::vector<Line> kWhileTyping = {
    {"Tab; Up, Down", "While suggestions stand under the prompt: take one, choose another one"},
    {"Enter, Ctrl+Enter, Esc", "In the Prompt lab's editor: keep the text, begin a line, leave it as it was"},
};
const std::vector<Line> kMouse = {
    {"Left drag", "Turn around the figure"},
    {"Middle or Shift+left drag", "Move sideways"},
    {"Wheel", "Closer or farther"},
    {"Click", "Choose a figure, or a clip of the library"},
    {"Ctrl or Shift+click", "Choose one more clip of the library, or all up to there"},
    {"Double click", "Play a clip of the library"},
    {"Click, drag, right click",
     "While a path is drawn: a way point more; its handle, or a pin's, is moved; it is removed"},
    {"Drag in Direct", "The play head, a block, its right edge, or a part of the clip"},
};

}  // namespace

void draw_help_window(StudioState& state) {
    if (!state.windows.help) {
        return;
    }
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    ImGui::SetNextWindowPos(viewport->GetCenter(), ImGuiCond_Appearing, ImVec2(0.5f, 0.5f));
    ImGui::SetNextWindowSize(
        ImVec2(std::min(em(34), viewport->WorkSize.x * 0.95f), std::min(em(38), viewport->WorkSize.y * 0.9f)),
        ImGuiCond_Appearing);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.0f);
    ImGui::PushStyleColor(ImGuiCol_TitleBgActive, colour::kRaised);
    if (ImGui::Begin("Keys and mouse", &state.windows.help,
                     ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoDocking)) {
        text_wrapped("The keys can be changed in the settings.", colour::kTextDim);
        ImGui::Spacing();
        const char* group = "";
        for (const Action& action : actions()) {
            if (std::string(group) == action.group) {
                continue;
            }
            group = action.group;
            if (const auto lines = lines_of(state.settings, group); !lines.empty()) {
                section(group, lines);
            }
        }
        section("While typing", kWhileTyping);
        section("Mouse", kMouse);
        text_dim("InstructMotion Studio " IM_VERSION);
    }
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
}

}  // namespace im::studio
