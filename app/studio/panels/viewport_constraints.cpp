#include "app/studio/panels/viewport_constraints.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <glm/geometric.hpp>

#include "app/studio/actions/constraint_edits.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/posed_scene.h"
#include "app/studio/shell/theme.h"
#include "engine/direct/apply_pins.h"

namespace im::studio {
namespace {

constexpr std::size_t kHandlesShown = 300;  // of a path; one with more points is a line only
constexpr float kReach = 60;   // metres from the eye: what is clicked farther away lies at the horizon
constexpr double kNow = 0.06;  // seconds from a pin's time in which it is told how far the part is

glm::vec2 to_glm(ImVec2 v) {
    return {v.x, v.y};
}

/// Between the clip's own world and the screen.
struct View {
    const ViewportScene& scene;
    ImVec2 corner;
    glm::vec3 offset;  ///< where the figure is shown to the side of the others

    std::optional<ImVec2> pixel(const glm::dvec3& place) const {
        const auto at = scene.camera().project(glm::vec3(place) + offset, scene.size());
        return at ? std::optional(corner + ImVec2(at->x, at->y)) : std::nullopt;
    }
    /// What the mouse points at on the plane through `through`; nothing where the line of sight misses it.
    std::optional<glm::dvec3> under_mouse(const glm::dvec3& through, const glm::vec3& normal) const {
        const render::Ray ray = scene.camera().ray(to_glm(ImGui::GetIO().MousePos - corner), scene.size());
        const float slope = glm::dot(ray.direction, normal);
        if (std::abs(slope) < 1e-4f) {
            return std::nullopt;
        }
        const float way = glm::dot(glm::vec3(through) + offset - ray.origin, normal) / slope;
        if (way <= 0 || way > kReach) {
            return std::nullopt;
        }
        return glm::dvec3(ray.origin + way * ray.direction - offset);
    }
    std::optional<glm::dvec3> floor_under_mouse() const { return under_mouse({0, 0, 0}, {0, 1, 0}); }
};

View view_of(const StudioState& state, const ViewportScene& scene, ImVec2 corner) {
    const Take* take = state.take();
    const std::size_t count = take ? take->figures.size() : 0;
    const auto selected = static_cast<std::size_t>(std::max(state.selected_figure, 0));
    return {scene, corner,
            selected < count ? figure_offset(state.viewport.arrangement, selected, count) : glm::vec3(0)};
}

/// With what the mouse holds just now where it holds it.
Constraints shown_constraints(const DirectState& direct) {
    const ConstraintEditing& handles = direct.handles;
    const bool moved = handles.chosen && handles.held && has(direct.constraints, *handles.chosen);
    return moved ? with_handle_at(direct.constraints, *handles.chosen, *handles.held) : direct.constraints;
}

/// Points of the screen between which lines are drawn; a point behind the eye parts them.
void draw_line(const std::vector<std::optional<ImVec2>>& points, const ImVec4& colour, float width) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    for (std::size_t i = 1; i < points.size(); ++i) {
        if (points[i - 1] && points[i]) {
            draw->AddLine(*points[i - 1], *points[i], ImGui::GetColorU32(colour), width);
        }
    }
}

void draw_path_line(DirectState& direct, const View& view, const DrawnPath& path) {
    update_line(direct.handles.line, path);
    std::vector<std::optional<ImVec2>> pixels;
    for (const glm::dvec2& point : direct.handles.line.points) {
        pixels.push_back(view.pixel({point.x, 0, point.y}));
    }
    draw_line(pixels, colour::kPlate, em(0.35f));  // so that it is seen on any floor
    draw_line(pixels, colour::kAccentText, em(0.16f));
}

/// The mouse on the item before, which is the handle's: chooses it, drags it, removes it.
void use_mouse(StudioState& state, Services& services, const View& view, const Handle& handle,
               const glm::dvec3& place) {
    ConstraintEditing& handles = state.direct.handles;
    if (ImGui::IsItemActivated()) {
        handles.chosen = handle;
        handles.held.reset();
    }
    if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) {
        const bool flat =
            handle.kind == HandleKind::WayPoint || state.direct.constraints.pins[handle.index].any_height;
        // A pin stays as far from the eye as it is.
        const render::OrbitCamera& camera = view.scene.camera();
        const auto to = flat ? view.floor_under_mouse()
                             : view.under_mouse(place, glm::normalize(camera.target - camera.eye()));
        if (to) {
            handles.held = to;
        }
    }
    const bool hovered = ImGui::IsItemHovered();
    if (ImGui::IsItemDeactivated() && handles.held) {
        move_handle(state, services, handle, *handles.held);
        handles.held.reset();
    } else if (hovered && ImGui::IsMouseClicked(ImGuiMouseButton_Right)) {
        remove_handle(state, services, handle);
    }
}

/// An item of the handle's at its pixel; false: it is outside of the picture, and not `held`.
bool handle_item(const std::string& id, const View& view, ImVec2 middle, bool held) {
    const ImVec2 half(em(0.6f), em(0.6f)),
        low = view.corner + half,
        high = view.corner + ImVec2(view.scene.size().x, view.scene.size().y) - half;
    if (low.x >= high.x || low.y >= high.y) {
        return false;
    }
    const ImVec2 inside(std::clamp(middle.x, low.x, high.x), std::clamp(middle.y, low.y, high.y));
    if (!held && (inside.x != middle.x || inside.y != middle.y)) {
        return false;
    }
    ImGui::SetCursorScreenPos(inside - half);
    ImGui::InvisibleButton(id.c_str(), half * 2.0f);
    return true;
}

bool is_held(const StudioState& state, const Handle& handle) {
    return state.direct.handles.held && state.direct.handles.chosen == handle;
}

void draw_way_points(StudioState& state, Services& services, const View& view, const DrawnPath& path) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    for (std::size_t i = 0; i < path.points.size() && path.points.size() <= kHandlesShown; ++i) {
        const Handle handle{HandleKind::WayPoint, i};
        if (!has(state.direct.constraints, handle)) {
            return;  // one was removed just now
        }
        const glm::dvec3 place(path.points[i].x, 0, path.points[i].y);
        const auto middle = view.pixel(place);
        if (!middle ||
            !handle_item(fmt::format("way point {}", i + 1), view, *middle, is_held(state, handle))) {
            continue;
        }
        const bool lit = ImGui::IsItemHovered() || ImGui::IsItemActive(),
                   chosen = state.direct.handles.chosen == handle;
        draw->AddCircleFilled(*middle, em(lit ? 0.5f : 0.4f),
                              ImGui::GetColorU32(i == 0 ? colour::kGood : colour::kAccent));
        draw->AddCircle(*middle, em(lit ? 0.5f : 0.4f),
                        ImGui::GetColorU32(chosen ? colour::kText : colour::kPlate), 0, em(0.14f));
        if (!ImGui::IsItemActive()) {
            tooltip(fmt::format("{}: x {:.2f} m, z {:.2f} m. Drag it; right click removes it",
                                i == 0 ? std::string("The start") : fmt::format("Way point {}", i + 1),
                                place.x, place.z)
                        .c_str());
        }
        use_mouse(state, services, view, handle, place);
    }
}

/// From the pin to where the part of the shown figure is, while its time is played.
void draw_distance(const StudioState& state, const View& view, const Pin& pin, ImVec2 middle) {
    const Figure* figure = state.figure();
    const double now = state.playback.time;
    if (!figure || now < pin.from - kNow || now > pin.to + kNow) {
        return;
    }
    const auto joints = pose_at(figure->clip, now);
    const auto joint = static_cast<std::size_t>(joint_of(pin.part));
    if (joint >= joints.size()) {
        return;
    }
    const auto there = view.pixel(glm::dvec3(joints[joint]));
    if (there) {
        ImGui::GetWindowDrawList()->AddLine(middle, *there, ImGui::GetColorU32(colour::kWarning), em(0.12f));
    }
}

std::string pin_label(const StudioState& state, const Pin& pin) {
    std::string label = pin.from == pin.to
                            ? fmt::format("{}, {:.2f} s", part_name(pin.part), pin.from)
                            : fmt::format("{}, {:.2f} to {:.2f} s", part_name(pin.part), pin.from, pin.to);
    if (const ConstraintError* miss = pin_miss(state.take(), pin)) {
        label += fmt::format(", {:.1f} cm off", miss->cm);
    }
    return label;
}

void draw_pin_handles(StudioState& state, Services& services, const View& view,
                      const std::vector<Pin>& pins) {
    ImDrawList* draw = ImGui::GetWindowDrawList();
    for (std::size_t i = 0; i < pins.size(); ++i) {
        const Handle handle{HandleKind::Pin, i};
        if (!has(state.direct.constraints, handle)) {
            return;  // one was removed just now
        }
        if (pins[i].part == PinnedPart::Facing) {
            continue;  // it has no place
        }
        const glm::dvec3 place =
            pins[i].any_height ? glm::dvec3(pins[i].place.x, 0, pins[i].place.z) : pins[i].place;
        const auto middle = view.pixel(place), foot = view.pixel({place.x, 0, place.z});
        if (!middle || !handle_item(fmt::format("pin {}", i + 1), view, *middle, is_held(state, handle))) {
            continue;
        }
        const bool lit = ImGui::IsItemHovered() || ImGui::IsItemActive(),
                   chosen = state.direct.handles.chosen == handle;
        if (foot) {  // how high it is
            draw->AddLine(*foot, *middle, ImGui::GetColorU32(colour::kPlate), em(0.12f));
        }
        draw_distance(state, view, pins[i], *middle);
        const float half = em(lit ? 0.55f : 0.45f);
        const ImU32 edge = ImGui::GetColorU32(chosen ? colour::kText : colour::kPlate);
        draw->AddNgonFilled(*middle, half, ImGui::GetColorU32(colour::kStar), 4);
        draw->AddNgon(*middle, half, edge, 4, em(0.14f));
        if (lit || chosen) {
            overlay_text(*middle + ImVec2(em(1.1f), -em(0.6f)), colour::kText,
                         pin_label(state, pins[i]).c_str());
        }
        use_mouse(state, services, view, handle, place);
    }
}

/// The way point before which a point under the mouse lies on the line; nothing: it is beside the line.
std::optional<std::size_t> between_way_points(const View& view, const DrawnPath& path) {
    const glm::vec2 mouse = to_glm(ImGui::GetIO().MousePos);
    const std::size_t count = path.points.size(), last = path.closed && count > 2 ? count : count - 1;
    for (std::size_t i = 0; i < last; ++i) {
        const glm::dvec2 a = path.points[i], b = path.points[(i + 1) % count];
        const auto from = view.pixel({a.x, 0, a.y}), to = view.pixel({b.x, 0, b.y});
        if (!from || !to) {
            continue;
        }
        const glm::vec2 line = to_glm(*to - *from), away = mouse - to_glm(*from);
        const float length = glm::dot(line, line);
        const float part = length > 0 ? std::clamp(glm::dot(away, line) / length, 0.0f, 1.0f) : 0;
        if (glm::length(away - part * line) < em(0.5f)) {
            return i + 1;
        }
    }
    return std::nullopt;
}

}  // namespace

void draw_handles(StudioState& state, Services& services, const ViewportScene& scene, ImVec2 corner) {
    ConstraintEditing& handles = state.direct.handles;
    if (!handles.shown || state.preview.take()) {
        return;
    }
    if (!ImGui::IsMouseDown(ImGuiMouseButton_Left) && !ImGui::IsMouseReleased(ImGuiMouseButton_Left)) {
        handles.held.reset();  // let go of where nobody saw it
    }
    const View view = view_of(state, scene, corner);
    const Constraints shown = shown_constraints(state.direct);
    if (shown.path) {
        draw_path_line(state.direct, view, *shown.path);
        draw_way_points(state, services, view, *shown.path);
    }
    draw_pin_handles(state, services, view, shown.pins);
    const bool chosen = handles.chosen && has(state.direct.constraints, *handles.chosen);
    handles.has_keys = (handles.drawing || chosen) && ImGui::IsWindowFocused(ImGuiFocusedFlags_ChildWindows);
    if (handles.drawing) {
        const char* const kHint = "Click on the floor: a way point. Right click removes one, Esc ends.";
        const ImVec2 text = ImGui::CalcTextSize(kHint);
        overlay_text(corner + ImVec2((scene.size().x - text.x) / 2, scene.size().y - em(4.2f)),
                     colour::kAccentText, kHint);
    }
}

bool click_on_floor(StudioState& state, Services& services, const ViewportScene& scene, ImVec2 corner) {
    if (!state.direct.handles.draws() || state.preview.take()) {
        return false;
    }
    const View view = view_of(state, scene, corner);
    if (const auto place = view.floor_under_mouse()) {
        const auto& path = state.direct.constraints.path;
        add_way_point(state, services, {place->x, place->z},
                      path ? between_way_points(view, *path) : std::nullopt);
    }
    return true;
}

}  // namespace im::studio
