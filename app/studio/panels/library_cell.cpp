#include "app/studio/panels/library_cell.h"

#include <algorithm>
#include <cmath>
#include <ctime>

#include <fmt/format.h>

#include "app/studio/actions/library_actions.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

/// Where the picture's box lies inside a rectangle, its proportions kept.
struct Fitted {
    ImVec2 corner, size;
    Fitted(const ClipPicture& picture, ImVec2 at, ImVec2 room) {
        const float aspect = static_cast<float>(picture.aspect);
        size = room.x / room.y > aspect ? ImVec2(room.y * aspect, room.y) : ImVec2(room.x, room.x / aspect);
        corner = at + (room - size) * 0.5f;
    }
};

void draw_pose(const ClipPicture& picture, int frame, const Fitted& fitted, ImU32 line_colour, float width) {
    const auto joints = static_cast<std::size_t>(picture.joint_count);
    const glm::vec2* pose = picture.points.data() + static_cast<std::size_t>(frame) * joints;
    const auto at = [&](int joint) {
        return fitted.corner + ImVec2(pose[joint].x * fitted.size.x, pose[joint].y * fitted.size.y);
    };
    ImDrawList* draw = ImGui::GetWindowDrawList();
    for (const auto& [from, to] : picture_bones(picture.joint_count)) {
        draw->AddLine(at(from), at(to), line_colour, width);
    }
}

/// In rest: beginning and end behind a pose of the middle, so that one sees what happens without a movement.
void draw_picture(const ClipPicture& picture, ImVec2 corner, ImVec2 size, bool moves) {
    const int frames = picture.frame_count();
    if (frames == 0) {
        return;
    }
    const Fitted fitted(picture, corner, size);
    const float width = std::max(em(0.1f), 1.0f);
    if (moves) {
        const double time = std::fmod(ImGui::GetTime(), picture.seconds() + 0.4);  // a short rest at the end
        const int frame = std::min(static_cast<int>(time * picture.fps), frames - 1);
        draw_pose(picture, frame, fitted, ImGui::GetColorU32(colour::kText), width);
        return;
    }
    const ImVec4 accent = colour::kAccentText;
    draw_pose(picture, 0, fitted, ImGui::GetColorU32(ImVec4(accent.x, accent.y, accent.z, 0.28f)), width);
    draw_pose(picture, frames - 1, fitted, ImGui::GetColorU32(ImVec4(accent.x, accent.y, accent.z, 0.5f)),
              width);
    draw_pose(picture, frames / 2, fitted, ImGui::GetColorU32(colour::kText), width);
}

std::string date_of(double seconds) {
    const auto time = static_cast<std::time_t>(seconds);
    std::tm local{};
    localtime_r(&time, &local);
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}", local.tm_year + 1900, local.tm_mon + 1, local.tm_mday,
                       local.tm_hour, local.tm_min);
}

void explain(const StudioState& state, const ClipRecord& clip) {
    if (!ImGui::IsItemHovered(ImGuiHoveredFlags_ForTooltip)) {
        return;
    }
    std::string text = clip.prompt.substr(0, 1000);
    if (!clip.name.empty()) {
        text = clip.name + "\n" + text;
    }
    if (!clip.tags.empty()) {
        text += "\nTags: " + clip.tags;
    }
    text +=
        fmt::format("\n{}, by {}", date_of(clip.made), clip.model.empty() ? "an unknown model" : clip.model);
    if (const auto likeness = clip_likeness(clip)) {
        text += fmt::format("\nLikeness of motion and words {:.2f}, 1 at most", *likeness);
    }
    const auto failed = state.library.no_picture.find(clip.id);
    std::string why = why_not_shown(state, clip);
    if (why.empty() && failed != state.library.no_picture.end()) {
        why = failed->second;
    }
    if (!why.empty()) {
        text += "\nIt cannot be shown: " + why;
    }
    tooltip(text.c_str());
}

void draw_words(const ClipRecord& clip, ImVec2 at, float width) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const std::string& title = clip.name.empty() ? clip.prompt : clip.name;
    draw->AddText(at, ImGui::GetColorU32(colour::kText), shortened(title, width).c_str());
    const float below = at.y + em(1.15f);
    const float star = em(0.72f);
    for (int i = 0; i < clip.rating; ++i) {
        draw->AddText(ImGui::GetFont(), star,
                      ImVec2(at.x + static_cast<float>(i) * star * 1.2f, below + em(0.14f)),
                      ImGui::GetColorU32(colour::kStar), IM_ICON_STAR);
    }
    if (clip.rating == 0) {
        draw->AddText(ImVec2(at.x, below), ImGui::GetColorU32(colour::kTextDim), "not rated");
    }
    if (const auto likeness = clip_likeness(clip)) {
        const std::string score = fmt::format("{:.2f}", *likeness);
        draw->AddText(ImVec2(at.x + width - ImGui::CalcTextSize(score.c_str()).x, below),
                      ImGui::GetColorU32(colour::kTextDim), score.c_str());
    }
}

}  // namespace

ImVec2 library_cell_size() {
    return {em(9), em(8.6f)};
}

CellClick draw_library_cell(StudioState& state, const ClipRecord& clip) {
    LibraryState& library = state.library;
    const ImVec2 corner = ImGui::GetCursorScreenPos(), size = library_cell_size();
    const bool chosen = library.chosen.contains(clip.id);
    ImGui::InvisibleButton(fmt::format("###clip {}", clip.id).c_str(), size,
                           ImGuiButtonFlags_MouseButtonLeft | ImGuiButtonFlags_MouseButtonRight);
    const bool hovered = ImGui::IsItemHovered();
    CellClick click = CellClick::None;
    if (hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) {
        click = CellClick::Played;
    } else if (ImGui::IsItemClicked(ImGuiMouseButton_Left) ||
               (ImGui::IsItemClicked(ImGuiMouseButton_Right) && !chosen)) {
        click = CellClick::Chosen;
    } else if (hovered && ImGui::IsMouseReleased(ImGuiMouseButton_Right)) {
        click = CellClick::Menu;
    }
    explain(state, clip);

    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float rounding = ImGui::GetStyle().FrameRounding;
    draw->AddRectFilled(corner, corner + size,
                        ImGui::GetColorU32(chosen    ? colour::kChosen
                                           : hovered ? colour::kRaisedHover
                                                     : colour::kRaised),
                        rounding);
    if (chosen) {
        draw->AddRect(corner, corner + size, ImGui::GetColorU32(colour::kAccentHover), rounding);
    }
    const float margin = em(0.45f);
    const ImVec2 picture_size(size.x - 2 * margin, size.y - 3 * margin - em(2.2f));
    if (const ClipPicture* picture = library.pictures.find(clip.id)) {
        draw_picture(*picture, corner + ImVec2(margin, margin), picture_size, hovered || chosen);
    } else {
        library.wanted.push_back(clip.id);
        const bool failed = library.no_picture.contains(clip.id) || !why_not_shown(state, clip).empty();
        const char* icon = failed ? IM_ICON_WARNING : IM_ICON_PERSON;
        const ImVec2 middle = corner + ImVec2(margin, margin) + picture_size * 0.5f;
        draw->AddText(middle - ImGui::CalcTextSize(icon) * 0.5f, ImGui::GetColorU32(colour::kTextFaint),
                      icon);
    }
    draw_words(clip, corner + ImVec2(margin, size.y - margin - em(2.2f)), size.x - 2 * margin);
    return click;
}

}  // namespace im::studio
