// F1: keys and mouse.
#include <imgui.h>

#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

#include "im_config.h"

namespace im::studio {
namespace {

struct Line {
    const char* keys;
    const char* what;
};

void section(const char* title, const Line* lines, std::size_t count) {
    heading(title);
    if (ImGui::BeginTable(title, 2, ImGuiTableFlags_SizingFixedFit)) {
        ImGui::TableSetupColumn("keys", ImGuiTableColumnFlags_WidthFixed, em(11));
        ImGui::TableSetupColumn("what", ImGuiTableColumnFlags_WidthStretch);
        for (std::size_t i = 0; i < count; ++i) {
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            ImGui::TextUnformatted(lines[i].keys);
            ImGui::TableNextColumn();
            text_wrapped(lines[i].what, colour::kTextDim);
        }
        ImGui::EndTable();
    }
    ImGui::Spacing();
}

constexpr Line kGenerating[] = {
    {"Ctrl+Enter", "Generate"},
    {"Tab; Up, Down", "While suggestions stand under the prompt: take one, choose another one"},
    {"Esc", "Stop, and keep what there is"},
};
constexpr Line kPlaying[] = {
    {"Space", "Play or pause"},
    {"Left, Right", "One frame back or on"},
    {"Shift+Left, Shift+Right", "To the start, to the end"},
    {"L", "Loop"},
    {"Up, Down", "Previous or next variation"},
};
constexpr Line kLooking[] = {
    {"Left drag", "Turn around the figure"},
    {"Middle or Shift+left drag", "Move sideways"},
    {"Wheel", "Closer or farther"},
    {"Click", "Choose a figure"},
    {"F", "Camera follows the movement"},
    {"Home", "Show everything"},
    {"Shift or keypad, 0 to 5", "Three-quarter, front, back, left, right, top"},
    {"G, T", "Grid, path over the ground"},
};
constexpr Line kRating[] = {
    {"1 to 5", "Rate the chosen clip; the same again takes it back"},
    {"A, B, S", "Blind comparison: the left, the right one, cannot say"},
    {"Esc", "End the blind comparison"},
};
constexpr Line kPromptLab[] = {
    {"A, R", "Approve or reject the prompt under review"},
    {"E", "Edit it: Enter keeps the text, Ctrl+Enter begins a line, Esc leaves it as it was"},
    {"U", "Take the last decision back"},
};
constexpr Line kFiles[] = {
    {"Ctrl+S", "Save the chosen clip"},
    {"Ctrl+Shift+S", "Save all variations"},
    {"Ctrl+,", "Settings"},
    {"F1", "This window"},
    {"Ctrl+Q", "Quit"},
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
        section("Generate", kGenerating, std::size(kGenerating));
        section("Play", kPlaying, std::size(kPlaying));
        section("Look", kLooking, std::size(kLooking));
        section("Rate", kRating, std::size(kRating));
        section("Prompt lab", kPromptLab, std::size(kPromptLab));
        section("Files and windows", kFiles, std::size(kFiles));
        text_dim("InstructMotion Studio " IM_VERSION);
    }
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
}

}  // namespace im::studio
