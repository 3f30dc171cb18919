#include "app/studio/panels/opened_clip.h"

#include <optional>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/actions/open_actions.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {

void draw_opened(StudioState& state, Services& services) {
    Take* take = state.shown_take && !state.preview.take() ? &state.takes[*state.shown_take] : nullptr;
    if (!take || !take->opened) {
        return;
    }
    OpenedFrom& opened = *take->opened;
    tooltip(opened.file.c_str());
    for (const std::string& warning : opened.warnings) {
        text_wrapped((IM_ICON_WARNING "  " + warning).c_str(), colour::kWarning);
    }
    ImGui::PushID(static_cast<int>(take->job));
    text_dim("Caption");
    tooltip("What the movement shows, in words: it is scored against them, and kept under them");
    ImGui::BeginDisabled(opened.scoring);
    const char* const label = opened.scoring ? "Scoring ...###Score" : "Score###Score";
    const float button = em(5);
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - button - ImGui::GetStyle().ItemSpacing.x);
    const bool entered = ImGui::InputTextWithHint("##caption", "a person walks forward", &opened.caption,
                                                  ImGuiInputTextFlags_EnterReturnsTrue);
    ImGui::SameLine();
    if (ImGui::Button(label, ImVec2(button, 0)) || entered) {
        score_opened(state, services);
    }
    tooltip("Reward and judge say how well words and movement fit; then it can be rated and compared");
    ImGui::EndDisabled();
    if (!opened.problem.empty()) {
        text_wrapped(opened.problem.c_str(), colour::kBad);
    }
    if (!take->request.prompt.empty()) {
        ImGui::BeginDisabled(state.generating());
        if (ImGui::Button(IM_ICON_WAND "  Generate the same###Generate the same", ImVec2(-FLT_MIN, 0))) {
            state.prompt.text = take->request.prompt;
            start_generation(state, services);
        }
        ImGui::EndDisabled();
        tooltip("What the model makes of the caption, to stand beside this clip");
    }
    ImGui::PopID();
    ImGui::Spacing();
}

void draw_beside_button(StudioState& state, Services& services) {
    const std::vector<const Take*> others = comparable_takes(state);
    ImGui::BeginDisabled(others.empty());
    if (ImGui::Button(IM_ICON_PEOPLE "  Side by side with ...###Beside", ImVec2(-FLT_MIN, 0))) {
        ImGui::OpenPopup("beside");
    }
    ImGui::EndDisabled();
    tooltip(others.empty() ? "Generate or open another clip first" : "This clip beside one of another take");
    std::optional<JobId> chosen;
    ImGui::SetNextWindowSizeConstraints(ImVec2(em(16), 0), ImVec2(em(26), em(22)));
    if (ImGui::BeginPopup("beside")) {
        for (const Take* take : others) {
            const std::string label =
                fmt::format("{}  {}###beside {}", take->opened ? IM_ICON_FILE : IM_ICON_PERSON,
                            shortened(take->title(), em(22)), take->job);
            if (ImGui::Selectable(label.c_str())) {
                chosen = take->job;
            }
        }
        ImGui::EndPopup();
    }
    if (chosen) {
        show_beside(state, services, *chosen);
    }
    ImGui::Spacing();
}

bool draw_side_by_side(StudioState& state, Services& services) {
    if (!state.preview.tenant<SideBySide>()) {
        return false;
    }
    heading("Side by side");
    const bool back = ImGui::Button(IM_ICON_UNDO "  Back to one clip###Back", ImVec2(-FLT_MIN, em(2)));
    ImGui::Spacing();
    if (back) {
        close_preview(state, services);
        state.viewport.frame_all_requested = true;
    }
    return back;
}

}  // namespace im::studio
