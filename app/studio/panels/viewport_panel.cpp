// Centre: the picture, the mouse in it, and what is written over it.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/viewport_constraints.h"
#include "app/studio/panels/viewport_toolbar.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"
#include "app/studio/shell/viewport_scene.h"

namespace im::studio {
namespace {

glm::vec2 to_glm(ImVec2 v) {
    return {v.x, v.y};
}

void handle_mouse(StudioState& state, Services& services, ViewportScene& scene, ImVec2 corner) {
    const ImGuiIO& io = ImGui::GetIO();
    const bool shift = io.KeyShift;
    if (ImGui::IsItemActive()) {
        const bool left = ImGui::IsMouseDragging(ImGuiMouseButton_Left);
        const bool middle = ImGui::IsMouseDragging(ImGuiMouseButton_Middle, 0);
        if ((left && shift) || middle) {
            state.viewport.follow = false;  // panning and following would pull in two directions
            scene.camera().pan(io.MouseDelta.x, io.MouseDelta.y, scene.size().y);
        } else if (left) {
            scene.camera().orbit(io.MouseDelta.x, io.MouseDelta.y);
        }
    }
    if (ImGui::IsItemHovered() && io.MouseWheel != 0) {
        scene.camera().zoom(io.MouseWheel);
    }
    if (ImGui::IsItemDeactivated() && ImGui::IsMouseReleased(ImGuiMouseButton_Left)) {
        const ImVec2 moved = ImGui::GetMouseDragDelta(ImGuiMouseButton_Left, 0);
        if (std::hypot(moved.x, moved.y) >= io.MouseDragThreshold) {
            return;
        }
        if (!click_on_floor(state, services, scene, corner)) {
            if (const auto picked = scene.pick(to_glm(io.MousePos - corner))) {
                state.selected_figure = static_cast<int>(*picked);
            }
        }
    }
}

void draw_labels(const ViewportScene& scene, ImVec2 corner) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    for (const render::Figure& figure : scene.scene().figures) {
        if (figure.label.empty() || figure.joints.empty()) {
            continue;
        }
        const auto pixel = scene.camera().project(render::label_anchor(figure), scene.size());
        if (!pixel) {
            continue;
        }
        const ImVec2 text = ImGui::CalcTextSize(figure.label.c_str());
        const ImVec2 middle = corner + ImVec2(pixel->x, pixel->y);
        const float radius = em(0.72f);
        const ImVec4 back = figure.selected ? colour::kAccent : colour::kPlate;
        // A circle around a number, a pill around words.
        const ImVec2 half(std::max(radius, text.x / 2 + em(0.5f)), radius);
        draw->AddRectFilled(middle - half, middle + half, ImGui::GetColorU32(back), radius);
        draw->AddText(ImVec2(std::round(middle.x - text.x / 2), std::round(middle.y - text.y / 2)),
                      ImGui::GetColorU32(figure.selected ? colour::kOnAccent : colour::kText),
                      figure.label.c_str());
    }
}

void draw_caption(const StudioState& state, ImVec2 corner, ImVec2 size) {
    const Take* take = state.take();
    if (!take) {
        return;
    }
    const float margin = em(1.1f);
    const ImVec2 bottom = corner + ImVec2(margin, size.y - margin - em());
    const std::string right = fmt::format("{:.0f} fps", state.timing.fps);
    const float right_width = ImGui::CalcTextSize(right.c_str()).x;
    overlay_text(bottom, colour::kText, shortened(take->title(), size.x - 3 * margin - right_width).c_str());
    overlay_text(ImVec2(corner.x + size.x - margin - right_width, bottom.y), colour::kTextDim, right.c_str());
    if (take->growing()) {
        const std::string note =
            state.playback.waiting || take->ready_seconds() <= 0
                ? std::string(IM_ICON_HOURGLASS "  The movement is being generated ...")
                : fmt::format(IM_ICON_HOURGLASS "  Playing while generating, {:.1f} s so far",
                              take->ready_seconds());
        overlay_text(bottom - ImVec2(0, em(1.8f)), colour::kAccentText, note.c_str());
    }
}

void centred_line(ImVec2 middle, ImFont* font, float size, const ImVec4& text_colour, const char* text) {
    ImGui::PushFont(font, size);
    const ImVec2 extent = ImGui::CalcTextSize(text);
    ImGui::GetWindowDrawList()->AddText(
        ImVec2(std::round(middle.x - extent.x / 2), std::round(middle.y - extent.y / 2)),
        ImGui::GetColorU32(text_colour), text);
    ImGui::PopFont();
}

/// The name of the joint under the mouse and how high it is.
void draw_joint_name(StudioState& state, const ViewportScene& scene, ImVec2 corner, bool hovered) {
    state.viewport.hovered_joint.clear();
    if (!state.viewport.joint_names || !hovered) {
        return;
    }
    const auto picked = scene.joint_at(to_glm(ImGui::GetIO().MousePos - corner), em(0.7f));
    if (!picked) {
        return;
    }
    state.viewport.hovered_joint = joint_title(picked->joint);
    const float height = scene.scene().figures[picked->figure].joints[picked->joint].y;
    const ImVec2 at = corner + ImVec2(picked->pixel.x, picked->pixel.y);
    ImGui::GetWindowDrawList()->AddCircle(at, em(0.45f), ImGui::GetColorU32(colour::kAccentText), 0,
                                          em(0.12f));
    const std::string text = fmt::format("{}, {:.2f} m up", state.viewport.hovered_joint, height);
    overlay_text(at + ImVec2(em(1.1f), -em(0.6f)), colour::kText, text.c_str());
}

void draw_empty_state(StudioState& state, Services& services, ImVec2 corner, ImVec2 size) {
    const ImVec2 middle = corner + size * ImVec2(0.5f, 0.36f);
    const float base = ImGui::GetStyle().FontSizeBase;
    const Fonts& font = fonts();
    switch (state.model.status) {
        case ModelStatus::Loading:
            centred_line(middle, font.bold, base * 1.3f, colour::kText, "Loading the model ...");
            centred_line(middle + ImVec2(0, em(1.9f)), font.regular, base, colour::kTextDim,
                         "You can type a prompt and press Generate already.");
            break;
        case ModelStatus::Failed:
            centred_line(middle, font.bold, base * 1.3f, colour::kText, "The model could not be loaded");
            centred_line(middle + ImVec2(0, em(1.9f)), font.regular, base, colour::kTextDim,
                         "The Log says why. Choose another one in Models.");
            break;
        case ModelStatus::Ready:
            centred_line(middle, font.bold, base * 1.3f, colour::kText, "Type what a person should do");
            centred_line(
                middle + ImVec2(0, em(1.9f)), font.regular, base, colour::kTextDim,
                "Then press Generate, or Ctrl+Enter. The movement plays here. Or begin with one of these:");
            draw_sample_prompts(state, services, middle + ImVec2(0, em(3.6f)), size.x);
            break;
    }
}

void draw_viewport_panel(StudioState& state, Services& services, ViewportScene& scene) {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    const bool visible = ImGui::Begin(
        kViewportPanel.title, nullptr,
        ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::PopStyleVar();
    state.direct.handles.has_keys = false;
    if (visible) {
        const float bar = ImGui::GetFrameHeight() + 2 * ImGui::GetStyle().ItemSpacing.y;
        const ImVec2 available = ImGui::GetContentRegionAvail();
        const ImVec2 size(std::max(std::floor(available.x), 1.0f),
                          std::max(std::floor(available.y - bar), 1.0f));
        const ImVec2 corner = ImGui::GetCursorScreenPos();
        scene.resize(static_cast<int>(size.x), static_cast<int>(size.y), state.settings.samples,
                     state.settings.sharpness);

        ImGui::GetWindowDrawList()->AddImage(ImTextureRef(static_cast<ImTextureID>(scene.texture())), corner,
                                             corner + size, ImVec2(0, 1), ImVec2(1, 0));
        ImGui::SetNextItemAllowOverlap();
        ImGui::InvisibleButton("picture", size,
                               ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonMiddle);
        const bool free_mouse = ImGui::IsItemHovered() && !ImGui::IsItemActive();
        handle_mouse(state, services, scene, corner);

        ImGui::PushClipRect(corner, corner + size, true);
        draw_labels(scene, corner);
        draw_joint_name(state, scene, corner, free_mouse);
        draw_handles(state, services, scene, corner);
        draw_caption(state, corner, size);
        if (!state.take() && !state.direct.handles.draws()) {
            draw_empty_state(state, services, corner, size);
        }
        ImGui::PopClipRect();
        draw_viewport_toolbar(state, services, corner, size);

        ImGui::SetCursorScreenPos(corner + ImVec2(0, size.y));
        draw_playback_bar(state);
    }
    ImGui::End();
}

}  // namespace

const Panel kViewportPanel{"Viewport", DockPlace::Centre, drawn<draw_viewport_panel>, nullptr, false};

}  // namespace im::studio
