// Bottom: what the program did and what went wrong.
#include <algorithm>
#include <array>

#include <imgui.h>

#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

ImVec4 colour_of(spdlog::level::level_enum level) {
    switch (level) {
        case spdlog::level::err:
        case spdlog::level::critical:
            return colour::kBad;
        case spdlog::level::warn:
            return colour::kWarning;
        case spdlog::level::info:
            return colour::kText;
        default:
            return colour::kTextDim;
    }
}

void copy_log(const LogState& log) {
    std::string text;
    for (const LogLine& line : log.lines) {
        if (line.level >= log.level_shown) {
            const auto name = spdlog::level::to_string_view(line.level);
            text += line.time + "  " + std::string(name.data(), name.size()) + "  " + line.text + "\n";
        }
    }
    ImGui::SetClipboardText(text.c_str());
}

void draw_log_panel(StudioState& state) {
    LogState& log = state.log;
    if (ImGui::Begin(kLogPanel.title, nullptr, ImGuiWindowFlags_NoCollapse)) {
        constexpr std::array kLevels = {spdlog::level::debug, spdlog::level::info, spdlog::level::warn,
                                        spdlog::level::err};
        const char* const kNames[] = {"Everything", "Information", "Warnings", "Errors"};
        int chosen = 1;
        for (int i = 0; i < 4; ++i) {
            chosen = log.level_shown == kLevels[static_cast<std::size_t>(i)] ? i : chosen;
        }
        const float buttons = 2 * ImGui::GetFrameHeight() + em(1);
        ImGui::SetNextItemWidth(std::min(em(12), ImGui::GetContentRegionAvail().x - buttons));
        if (ImGui::Combo("##level", &chosen, kNames, 4)) {
            log.level_shown = kLevels[static_cast<std::size_t>(chosen)];
        }
        tooltip("What is listed: this and all that is more serious");
        ImGui::SameLine();
        if (icon_button(IM_ICON_COPY, "copy", "Copy what is shown")) {
            copy_log(log);
        }
        ImGui::SameLine(0, 0);
        if (icon_button(IM_ICON_TRASH, "clear", "Empty this list")) {
            log.lines.clear();
        }

        ImGui::BeginChild("lines");
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(ImGui::GetStyle().ItemSpacing.x, em(0.2f)));
        const bool at_end = ImGui::GetScrollY() >= ImGui::GetScrollMaxY() - 1;
        const auto listed = [&](const LogLine& line) { return line.level >= log.level_shown; };
        if (std::none_of(log.lines.begin(), log.lines.end(), listed)) {
            text_dim(
                "Nothing of this kind has happened. What the program does and what goes wrong is listed "
                "here.");
        }
        for (const LogLine& line : log.lines) {
            if (!listed(line)) {
                continue;
            }
            text_dim(line.time.c_str());
            ImGui::SameLine();
            text_wrapped(line.text.c_str(), colour_of(line.level));
        }
        if (log.new_lines && at_end) {
            ImGui::SetScrollHereY(1);
        }
        log.new_lines = false;
        ImGui::PopStyleVar();
        ImGui::EndChild();
    }
    ImGui::End();
}

}  // namespace

const Panel kLogPanel{"Log", DockPlace::Bottom, drawn<draw_log_panel>};

}  // namespace im::studio
