// Where the panels are docked.
#include <algorithm>
#include <array>
#include <string>
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
        bottom = ImGui::DockBuilderSplitNode(centre, ImGuiDir_Down, std::clamp(em(16) / size.y, 0.12f, 0.3f),
                                             nullptr, &centre);
    }
    const std::array nodes = {left, centre, right, bottom};  // in the order of DockPlace
    for (const Panel* panel : kPanels) {
        ImGui::DockBuilderDockWindow(panel->title, nodes[static_cast<std::size_t>(panel->place)]);
    }
    ImGui::DockBuilderFinish(space);
}

/// The centre, which gives way, has no size of its own.
void rescale(ImGuiDockNode* node, float factor) {
    if (!node) {
        return;
    }
    if (!node->IsCentralNode()) {
        node->SizeRef = node->SizeRef * factor;
    }
    rescale(node->ChildNodes[0], factor);
    rescale(node->ChildNodes[1], factor);
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
            state.windows.closed.clear();
        }
        state.windows.layout_reset_requested = false;
        state.windows.frames_to_settle = 3;
    }
    if (const float factor = std::exchange(state.windows.side_factor, 1.0f); factor != 1) {
        rescale(ImGui::DockBuilderGetNode(space), factor);
    }
    // New panels take the focus one after another; where they share a tab bar, the prompt is the one to be in
    // front.
    if (state.windows.frames_to_settle > 0) {
        --state.windows.frames_to_settle;
        ImGui::SetWindowFocus(state.windows.frames_to_settle > 0 ? kLogPanel.title
                                                                 : kPromptPanel.title);  // one a frame
        state.prompt.focus_requested = state.windows.frames_to_settle == 0;
    }
    if (const std::string panel = std::exchange(state.windows.focus_requested, {}); !panel.empty()) {
        ImGui::SetWindowFocus(panel.c_str());
    }
    ImGui::DockSpaceOverViewport(space, viewport, ImGuiDockNodeFlags_NoWindowMenuButton);
}

void give_new_panel_a_place(const Panel& panel) {
    for (const Panel* other : kPanels) {
        const ImGuiWindow* window =
            other->place == panel.place ? ImGui::FindWindowByName(other->title) : nullptr;
        if (window && other != &panel) {
            ImGui::SetNextWindowDockID(window->DockId, ImGuiCond_FirstUseEver);
            return;
        }
    }
}

}  // namespace im::studio
