// Five steps through the window, for whoever opens it for the first time, and from the Help menu.
#include <algorithm>
#include <iterator>

#include <fmt/format.h>
#include <imgui.h>
#include <imgui_internal.h>

#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

struct Step {
    const Panel* panel;  ///< that it is about
    const char* title;
    const char* text;
};

constexpr Step kSteps[] = {
    {&kPromptPanel, "Say what a person does",
     "Type a sentence and press Generate, or Ctrl+Enter. \"What it can do\" lists all that the model has "
     "learnt; "
     "a click takes it."},
    {&kViewportPanel, "Watch it",
     "It plays here while it is still being made. Drag to look around, turn the wheel to come closer, Space "
     "pauses. "
     "The bar above has motion trails, copies before and after, and kept views."},
    {&kClipPanel, "Rate it, save it",
     "Stars tell the program what you like. Save writes BVH, FBX, glTF, USD and more, also on a rig of your "
     "own."},
    {&kFinetunePanel, "Teach it",
     "Where it gets a prompt wrong, put that prompt here and press Start: it practises on words alone and "
     "shows what "
     "it did before and what it does now. Keep it or go back."},
    {&kModelsPanel, "And go on",
     "All models, also those that you have taught, are listed here. F1 lists keys and mouse; the Help menu "
     "shows "
     "these steps again."},
};
static_assert(std::size(kSteps) == kTourSteps);

/// Beside the panel, inside the window.
void place_card(const ImGuiWindow* panel, ImVec2 size) {
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    const ImVec2 low = viewport->WorkPos + ImVec2(em(), em());
    const ImVec2 high = viewport->WorkPos + viewport->WorkSize - size - ImVec2(em(), em());
    ImVec2 at = viewport->GetCenter() - size * 0.5f;
    if (panel) {
        const ImRect rect = panel->Rect();
        const bool at_left = rect.Max.x < viewport->GetCenter().x;
        const bool at_right = rect.Min.x > viewport->GetCenter().x;
        at.x = at_left    ? rect.Max.x + em()
               : at_right ? rect.Min.x - size.x - em()
                          : rect.GetCenter().x - size.x / 2;
        at.y = rect.GetCenter().y - size.y / 2;
    }
    at = ImVec2(std::clamp(at.x, low.x, std::max(low.x, high.x)),
                std::clamp(at.y, low.y, std::max(low.y, high.y)));
    ImGui::SetNextWindowPos(at);
}

void outline(const ImGuiWindow* panel) {
    ImGui::GetForegroundDrawList()->AddRect(panel->Rect().Min, panel->Rect().Max,
                                            ImGui::GetColorU32(colour::kAccent),
                                            ImGui::GetStyle().WindowRounding, 0, em(0.16f));
}

void draw_card(Tour& tour, Settings& settings, float width) {
    const Step& step = kSteps[tour.step];
    heading(step.title);
    ImGui::PushTextWrapPos(width - ImGui::GetStyle().WindowPadding.x);
    ImGui::TextUnformatted(step.text);
    ImGui::PopTextWrapPos();
    ImGui::Spacing();
    const bool last = tour.step + 1 == kTourSteps;
    text_dim(fmt::format("{} of {}", tour.step + 1, kTourSteps).c_str());
    const float button = em(5.2f), gap = ImGui::GetStyle().ItemSpacing.x;
    ImGui::SameLine(width - ImGui::GetStyle().WindowPadding.x - 3 * button - 2 * gap);
    const auto close = [&] {
        tour.open = false;
        settings.tour_seen = true;
    };
    ImGui::BeginDisabled(last);
    if (ImGui::Button("Skip###Skip", ImVec2(button, 0))) {
        close();
    }
    ImGui::EndDisabled();
    tooltip("Do not show the other steps; the Help menu has them");
    ImGui::SameLine();
    ImGui::BeginDisabled(tour.step == 0);
    if (ImGui::Button("Back###Back", ImVec2(button, 0))) {
        --tour.step;
    }
    ImGui::EndDisabled();
    tooltip("The step before");
    ImGui::SameLine();
    if (primary_button(last ? "Done###Next" : "Next###Next", ImVec2(button, 0))) {
        if (last) {
            close();
        } else {
            ++tour.step;
        }
    }
    tooltip(last ? "Close; the Help menu shows the steps again" : "The next step");
}

}  // namespace

void draw_tour(StudioState& state) {
    Tour& tour = state.tour;
    if (tour.uncalled && !state.settings.tour_seen && state.model.status == ModelStatus::Ready &&
        state.windows.frames_to_settle == 0) {
        tour = {.open = true, .uncalled = false};
    }
    if (!tour.open) {
        return;
    }
    tour.step = std::clamp(tour.step, 0, kTourSteps - 1);
    const char* const name = kSteps[tour.step].panel->title;
    if (tour.focused_step != tour.step) {
        tour.focused_step = tour.step;
        ImGui::SetWindowFocus(name);
    }
    const ImGuiWindow* panel = ImGui::FindWindowByName(name);
    panel = panel && panel->WasActive ? panel : nullptr;
    const float width = std::min(em(26), ImGui::GetMainViewport()->WorkSize.x - em(2));
    static ImVec2 size;  // in the frame before: the text's length decides it
    place_card(panel, ImVec2(width, size.y));
    ImGui::SetNextWindowSize(ImVec2(width, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.0f);
    ImGui::PushStyleColor(ImGuiCol_WindowBg, colour::kPopup);
    if (ImGui::Begin("Tour", nullptr,
                     ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                         ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoDocking |
                         ImGuiWindowFlags_NoFocusOnAppearing)) {
        if (!ImGui::IsPopupOpen(nullptr, ImGuiPopupFlags_AnyPopup)) {
            ImGui::BringWindowToDisplayFront(ImGui::GetCurrentWindow());
        }
        draw_card(tour, state.settings, width);
        size = ImGui::GetWindowSize();
        if (panel) {
            outline(panel);
        }
    }
    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
}

}  // namespace im::studio
