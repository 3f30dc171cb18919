// Where the panels are docked.
#include <algorithm>
#include <utility>

#include <imgui.h>
#include <imgui_internal.h>

#include "app/studio/panels/panels.h"
#include "app/studio/panels/widgets.h"

namespace im::studio {
namespace {

/// Prompt left, viewport in the middle, clip right, log below the viewport. A narrow window gets all panels
/// as tabs beside the viewport.
void build_default_layout(ImGuiID space, ImVec2 size) {
    ImGui::DockBuilderRemoveNode(space);
    ImGui::DockBuilderAddNode(space, ImGuiDockNodeFlags_DockSpace);
    ImGui::DockBuilderSetNodeSize(space, size);

    const float side = em(21.5f);
    const bool narrow = size.x < 3.2f * side;
    ImGuiID centre = space;
    const ImGuiID left = ImGui::DockBuilderSplitNode(
        centre, ImGuiDir_Left, std::clamp(side / size.x, 0.15f, 0.5f), nullptr, &centre);
    ImGuiID right = left;
    ImGuiID bottom = left;
    if (!narrow) {
        const float rest = size.x - side;
        right = ImGui::DockBuilderSplitNode(centre, ImGuiDir_Right, std::clamp(em(19) / rest, 0.15f, 0.4f),
                                            nullptr, &centre);
        bottom = ImGui::DockBuilderSplitNode(centre, ImGuiDir_Down,
                                             std::clamp(em(12.5f) / size.y, 0.12f, 0.3f), nullptr, &centre);
    }
    ImGui::DockBuilderDockWindow(kViewportPanel, centre);
    ImGui::DockBuilderDockWindow(kPromptPanel, left);
    ImGui::DockBuilderDockWindow(kFinetunePanel, left);
    ImGui::DockBuilderDockWindow(kPromptLabPanel, left);
    ImGui::DockBuilderDockWindow(kModelsPanel, left);
    ImGui::DockBuilderDockWindow(kClipPanel, right);
    ImGui::DockBuilderDockWindow(kLogPanel, bottom);
    ImGui::DockBuilderDockWindow(kCurvesPanel, bottom);
    ImGui::DockBuilderFinish(space);
}

}  // namespace

void draw_dock_space(StudioState& state) {
    const ImGuiID space = ImGui::GetID("studio dock space");
    const ImGuiViewport* viewport = ImGui::GetMainViewport();
    // A window that has just been opened may not have its size yet.
    const bool has_size = viewport->WorkSize.x > em(10) && viewport->WorkSize.y > em(10);
    if (has_size && (!ImGui::DockBuilderGetNode(space) || state.windows.layout_reset_requested)) {
        build_default_layout(space, viewport->WorkSize);
        if (state.windows.layout_reset_requested) {
            state.windows.prompt = state.windows.clip = state.windows.log = true;
            state.windows.finetune = state.windows.curves = state.windows.prompt_lab = state.windows.models =
                true;
        }
        state.windows.layout_reset_requested = false;
        state.windows.frames_to_settle = 3;
    }
    // New panels take the focus one after another; where they share a tab bar, the prompt is the one to be in
    // front.
    if (state.windows.frames_to_settle > 0) {
        --state.windows.frames_to_settle;
        ImGui::SetWindowFocus(state.windows.frames_to_settle > 0 ? kLogPanel : kPromptPanel);  // one a frame
        state.prompt.focus_requested = state.windows.frames_to_settle == 0;
    }
    if (std::exchange(state.windows.finetune_focus_requested, false)) {
        ImGui::SetWindowFocus(kFinetunePanel);
    }
    if (std::exchange(state.windows.curves_focus_requested, false)) {
        ImGui::SetWindowFocus(kCurvesPanel);
    }
    ImGui::DockSpaceOverViewport(space, viewport, ImGuiDockNodeFlags_NoWindowMenuButton);
}

}  // namespace im::studio
