#include "app/studio/panels/viewport_menus.h"

#include <array>
#include <cmath>

#include <fmt/format.h>
#include <imgui.h>
#include <misc/cpp/imgui_stdlib.h>

#include "app/studio/panels/icons.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/action_table.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

// HumanML3D's joints as a person is looked at: middle, left, right.
constexpr std::array<int, 6> kMiddle = {15, 12, 9, 6, 3, 0};
constexpr std::array<int, 8> kLeftSide = {13, 16, 18, 20, 1, 4, 7, 10};
constexpr std::array<int, 8> kRightSide = {14, 17, 19, 21, 2, 5, 8, 11};

void joint_box(ViewportForm& form, int joint) {
    const auto at = static_cast<std::size_t>(joint);
    bool on = form.trails[at];
    if (ImGui::Checkbox(joint_title(at).c_str(), &on)) {
        form.trails[at] = on;
    }
    tooltip("Draw this joint's way through the air: cool before the play head, warm after it, a dot a frame");
}

void draw_joint_choice(ViewportForm& form) {
    if (!ImGui::BeginTable("joints", 3, ImGuiTableFlags_SizingFixedFit)) {
        return;
    }
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em(0.4f), em(0.15f)));
    for (std::size_t row = 0; row < kLeftSide.size(); ++row) {
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        joint_box(form, kLeftSide[row]);
        ImGui::TableNextColumn();
        if (row < kMiddle.size()) {
            joint_box(form, kMiddle[row]);
        }
        ImGui::TableNextColumn();
        joint_box(form, kRightSide[row]);
    }
    ImGui::PopStyleVar();
    ImGui::EndTable();
}

void draw_trails(ViewportForm& form) {
    heading("Motion trails");
    draw_joint_choice(form);
    ImGui::BeginDisabled(form.trails.none());
    const char* const kReach = "How much of the way is drawn, seconds before and after the play head";
    field_label("Reach", kReach);
    ImGui::SetNextItemWidth(em(12));
    ImGui::SliderFloat("##trail reach", &form.trail_seconds, 0.2f, 10, "%.1f s",
                       ImGuiSliderFlags_AlwaysClamp);
    tooltip(kReach);
    if (quiet_button("No trails")) {
        form.trails.reset();
    }
    tooltip("Draw no joint's way");
    ImGui::EndDisabled();
}

void draw_onion(OnionSkin& onion) {
    heading("Onion skin");
    const auto row = [](const char* label, const char* id, int& value, const char* explanation) {
        field_label(label, explanation);
        ImGui::SetNextItemWidth(em(12));
        ImGui::SliderInt(id, &value, 0, kOnionMax, value == 0 ? "none" : "%d", ImGuiSliderFlags_AlwaysClamp);
        tooltip(explanation);
    };
    row("Before", "##onion before", onion.before, "See-through copies of where the figure was");
    row("After", "##onion after", onion.after, "See-through copies of where it will be");
    ImGui::BeginDisabled(!onion.on());
    const char* const kStep = "Time from one copy to the next, seconds";
    field_label("Step", kStep);
    ImGui::SetNextItemWidth(em(12));
    ImGui::SliderFloat("##onion step", &onion.step, 0.05f, 1, "%.2f s", ImGuiSliderFlags_AlwaysClamp);
    tooltip(kStep);
    ImGui::EndDisabled();
}

}  // namespace

void draw_motion_menu(ViewportForm& form) {
    draw_trails(form);
    ImGui::Spacing();
    draw_onion(form.onion);
    ImGui::Spacing();
    ImGui::Checkbox("Names of joints under the mouse", &form.joint_names);
    tooltip("Names the joint under the mouse and tells its height over the floor, metres");
}

void draw_views_menu(StudioState& state) {
    ViewportForm& form = state.viewport;
    Settings& settings = state.settings;
    struct Named {
        const char* label;
        const char* action;
        ViewDirection direction;
    };
    constexpr Named kViews[] = {{"Three-quarter", "look.three_quarter", ViewDirection::Perspective},
                                {"Front", "look.front", ViewDirection::Front},
                                {"Back", "look.back", ViewDirection::Back},
                                {"Left side", "look.left", ViewDirection::Left},
                                {"Right side", "look.right", ViewDirection::Right},
                                {"Top", "look.top", ViewDirection::Top}};
    for (const Named& view : kViews) {
        if (ImGui::MenuItem(view.label, key_text(state, view.action).c_str())) {
            form.view_requested = view.direction;
        }
    }
    ImGui::Separator();
    std::optional<std::size_t> dropped;
    for (std::size_t i = 0; i < settings.bookmarks.size(); ++i) {
        const CameraBookmark& kept = settings.bookmarks[i];
        ImGui::PushID(static_cast<int>(i));
        if (ImGui::Selectable(kept.name.c_str(), false, ImGuiSelectableFlags_AllowOverlap,
                              ImVec2(em(12), 0))) {
            form.camera_wanted = kept.camera;
        }
        tooltip("Look from there again");
        ImGui::SameLine();
        if (icon_button(IM_ICON_TRASH, "drop", "Forget this view")) {
            dropped = i;
        }
        ImGui::PopID();
    }
    if (dropped) {
        settings.bookmarks.erase(settings.bookmarks.begin() + static_cast<std::ptrdiff_t>(*dropped));
    }
    ImGui::BeginDisabled(settings.bookmarks.size() >= kBookmarksMax);
    if (ImGui::MenuItem(IM_ICON_BOOKMARK "  Keep this view###Keep this view")) {
        form.bookmark_requested = true;
    }
    ImGui::EndDisabled();
    tooltip(settings.bookmarks.size() < kBookmarksMax
                ? "Adds where the camera is now to this list, also for later sessions"
                : "The list is full: forget another view first");
}

}  // namespace im::studio
