#include "app/studio/panels/viewport_toolbar.h"

#include <algorithm>

#include "app/studio/actions/own_rig_view_actions.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/panels.h"
#include "app/studio/panels/viewport_menus.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr float kBodyWidth = 18;  // of the body / skeleton / both / own rig switch, in font heights

/// Places the next group beside the last one, or on a new line where it would not fit.
class Flow {
  public:
    explicit Flow(float right) : right_(right) {}
    void next(float width) {
        const float gap = em(0.55f);
        if (!first_ && ImGui::GetItemRectMax().x + gap + width <= right_) {
            ImGui::SameLine(0, gap);
        }
        first_ = false;
    }

  private:
    float right_;
    bool first_ = true;
};

float icons_width(int count) {
    return static_cast<float>(count) * ImGui::GetFrameHeight() + static_cast<float>(count - 1) * em(0.1f);
}

/// The toolbar's own spacing is too tight for what it opens.
void begin_menu_style() {
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em(0.8f), em(0.8f)));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em(0.53f), em(0.4f)));
}
void end_menu_style() {
    ImGui::PopStyleVar(2);
}

void draw_bodies(StudioState& state, Services& services, float width) {
    const char* const kBodies[] = {"Body", "Skeleton", "Both", "Own rig"};
    int body = static_cast<int>(state.viewport.body);
    ImGui::BeginGroup();
    const bool changed = segmented("body", kBodies, 4, body, width);
    ImGui::EndGroup();
    tooltip(
        "Show a body, the skeleton (left cool, right warm), the skeleton inside a glass body, or the rig "
        "that you save on");
    if (!changed) {
        return;
    }
    if (static_cast<BodyStyle>(body) != BodyStyle::OwnRig) {
        state.viewport.body = static_cast<BodyStyle>(body);
    } else if (const std::string reason = no_own_rig(state); reason.empty()) {
        show_own_rig(state, services);
    } else {
        add_toast(state, Toast::Kind::Info, reason);
    }
}

void draw_show_switches(StudioState& state) {
    ViewportForm& form = state.viewport;
    const float gap = em(0.1f);
    icon_toggle(IM_ICON_GRID, "grid", keyed(state, "Ground grid", "look.grid").c_str(), form.grid);
    ImGui::SameLine(0, gap);
    icon_toggle(IM_ICON_SHADOW, "shadow", "Shadow", form.shadow);
    ImGui::SameLine(0, gap);
    icon_toggle(IM_ICON_FOOT, "contacts",
                "Foot contacts: lights up the parts of a foot that rest on the ground", form.contacts);
    ImGui::SameLine(0, gap);
    icon_toggle(IM_ICON_TRAIL, "trail", keyed(state, "Path over the ground", "look.trail").c_str(),
                form.trail);
    ImGui::SameLine(0, gap);
    bool lit = form.trails.any() || form.onion.on();
    if (icon_toggle(IM_ICON_COPIES, "motion", "Ways of joints through the air, copies before and after",
                    lit)) {
        ImGui::OpenPopup("motion menu");
    }
    begin_menu_style();
    if (ImGui::BeginPopup("motion menu")) {
        draw_motion_menu(form);
        ImGui::EndPopup();
    }
    end_menu_style();
}

void draw_arrangement(ViewportForm& form) {
    bool beside = form.arrangement == Arrangement::SideBySide;
    bool overlaid = !beside;
    if (icon_toggle(IM_ICON_SPREAD, "beside", "Variations side by side", beside)) {
        form.arrangement = Arrangement::SideBySide;
    }
    ImGui::SameLine(0, em(0.1f));
    if (icon_toggle(IM_ICON_OVERLAY, "overlaid", "Variations in one place, the others see-through",
                    overlaid)) {
        form.arrangement = Arrangement::Overlaid;
    }
}

void draw_camera(StudioState& state) {
    ViewportForm& form = state.viewport;
    if (icon_button(IM_ICON_VIEW, "views",
                    "Look from the front, a side, above, or from a view that you kept")) {
        ImGui::OpenPopup("views menu");
    }
    begin_menu_style();
    if (ImGui::BeginPopup("views menu")) {
        draw_views_menu(state);
        ImGui::EndPopup();
    }
    end_menu_style();
    ImGui::SameLine(0, em(0.1f));
    icon_toggle(IM_ICON_FOLLOW, "follow",
                keyed(state, "The camera follows the movement", "look.follow").c_str(), form.follow);
    ImGui::SameLine(0, em(0.1f));
    if (icon_button(IM_ICON_FRAME_ALL, "frame all",
                    keyed(state, "Show everything", "look.frame_all").c_str())) {
        form.frame_all_requested = true;
    }
    ImGui::SameLine(0, em(0.1f));
    if (icon_button(IM_ICON_CAMERA, "capture",
                    keyed(state, "Make a picture or a video of what is seen here", "look.capture").c_str())) {
        open_capture_window(state);
    }
}

}  // namespace

void draw_viewport_toolbar(StudioState& state, Services& services, ImVec2 corner, ImVec2 size) {
    const float margin = em(0.6f);
    const float padding = em(0.3f);
    ImGui::SetCursorScreenPos(corner + ImVec2(margin, margin));
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::kPlate);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(padding, padding));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em(0.1f), em(0.2f)));
    ImGui::SetNextWindowSizeConstraints(ImVec2(0, 0), ImVec2(std::max(size.x - 2 * margin, em(8)), FLT_MAX));
    ImGui::BeginChild("toolbar", ImVec2(0, 0),
                      ImGuiChildFlags_AutoResizeX | ImGuiChildFlags_AutoResizeY |
                          ImGuiChildFlags_AlwaysUseWindowPadding | ImGuiChildFlags_AlwaysAutoResize,
                      ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    Flow flow(corner.x + size.x - margin - padding);

    flow.next(em(kBodyWidth));
    draw_bodies(state, services, std::min(em(kBodyWidth), size.x - 2 * (margin + padding)));
    flow.next(icons_width(5));
    ImGui::BeginGroup();
    draw_show_switches(state);
    ImGui::EndGroup();
    if (const Take* take = state.take(); take && take->figures.size() > 1) {
        flow.next(icons_width(2));
        ImGui::BeginGroup();
        draw_arrangement(state.viewport);
        ImGui::EndGroup();
    }
    flow.next(icons_width(4));
    ImGui::BeginGroup();
    draw_camera(state);
    ImGui::EndGroup();

    if (state.preview.take()) {
        const char* const kBack = IM_ICON_CLOSE "  Back to my clips###close preview";
        flow.next(ImGui::CalcTextSize(kBack, nullptr, true).x + 2 * ImGui::GetStyle().FramePadding.x);
        if (ImGui::Button(kBack)) {
            close_preview(state, services);
        }
    }

    ImGui::EndChild();
    ImGui::PopStyleVar(2);
    ImGui::PopStyleColor();
}

}  // namespace im::studio
