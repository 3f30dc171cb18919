#include "app/studio/panels/direct_constraints.h"

#include <algorithm>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <imgui.h>

#include "app/studio/actions/constraint_edits.h"
#include "app/studio/panels/action_widgets.h"
#include "app/studio/panels/icons.h"
#include "app/studio/panels/widgets.h"
#include "app/studio/shell/theme.h"

namespace im::studio {
namespace {

constexpr const char* kParts[] = {"Left hand",  "Right hand", "Left foot",
                                  "Right foot", "Pelvis",     "Facing"};  // in the order of PinnedPart
constexpr double kPinCm = 1, kPathCm = 5;  // more is told in the warning's colour
constexpr double kPinDegrees = 5;
constexpr float kSecondsShown = 600;  // that are reached by dragging

/// A number of `value`'s unit that is dragged or typed; empty: it stays.
std::optional<double> drag(const char* id, double value, float speed, float least, float most,
                           const char* format, float width, const char* explanation) {
    beside(width);
    ImGui::SetNextItemWidth(width);
    auto shown = static_cast<float>(value);
    const bool changed =
        ImGui::DragFloat(id, &shown, speed, least, most, format, ImGuiSliderFlags_AlwaysClamp);
    tooltip(explanation);
    return changed ? std::optional<double>(shown) : std::nullopt;
}

bool box(const char* label, bool& on, const char* explanation) {
    beside(ImGui::CalcTextSize(label, nullptr, true).x + 1.4f * ImGui::GetFrameHeight());
    const bool changed = ImGui::Checkbox(label, &on);
    tooltip(explanation);
    return changed;
}

void told(const std::string& text, bool wrong, const char* explanation) {
    beside(ImGui::CalcTextSize(text.c_str()).x);
    ImGui::AlignTextToFramePadding();
    ImGui::TextColored(wrong ? colour::kWarning : colour::kTextDim, "%s", text.c_str());
    tooltip(explanation);
}

/// How long the path is, and how far the shown take is from it.
void draw_path_facts(StudioState& state, const DrawnPath& path) {
    update_line(state.direct.handles.line, path);
    const auto missed = path_error_cm(state.take(), state.direct.constraints);
    std::string facts = path.points.size() == 1 ? std::string("starts there")
                                                : fmt::format("{} points, {:.1f} m", path.points.size(),
                                                              state.direct.handles.line.metres);
    if (missed) {
        facts += fmt::format(", {:.1f} cm off", *missed);
    }
    told(facts, missed && *missed > kPathCm,
         "Way points and length of the path, and how far the pelvis of the shown take is from it on average. "
         "One point alone is where the motion starts");
}

void draw_path_settings(StudioState& state, Services& services, DrawnPath path) {
    bool closed = path.closed;
    if (box("Closed###closed", closed, "Back to the first way point")) {
        path.closed = closed;
        change_path(state, services, path, "closing");
    }
    bool timed = path.seconds.has_value();
    if (box("Takes###timed", timed,
            "All of the path in so many seconds. Else in the seconds of the blocks, or as fast as the figure "
            "goes by itself")) {
        path.seconds = timed ? std::optional(5.0) : std::nullopt;
        change_path(state, services, path, "time");
    } else if (path.seconds) {
        if (const auto seconds =
                drag("##path seconds", *path.seconds, 0.05f, 0.5f, kSecondsShown, "%.1f s", em(4.5f),
                     "Seconds that all of the path takes. What is faster than the gait can go is told")) {
            path.seconds = *seconds;
            change_path(state, services, path, "time");
        }
    }
    bool faces = path.facing_deg.has_value();
    if (box("Faces###faces", faces,
            "The body faces one way all along the path. Else it faces where it goes")) {
        path.facing_deg = faces ? std::optional(0.0) : std::nullopt;
        change_path(state, services, path, "facing");
    } else if (path.facing_deg) {
        if (const auto degrees = drag("##path facing", *path.facing_deg, 1, -180, 180, "%.0f deg", em(4.5f),
                                      "Degrees: 0 faces +Z, the left is positive")) {
            path.facing_deg = *degrees;
            change_path(state, services, path, "facing");
        }
    }
}

void draw_path(StudioState& state, Services& services) {
    const bool draws = state.direct.handles.draws();
    ImGui::AlignTextToFramePadding();
    text_dim("Path");
    ImGui::PushStyleColor(ImGuiCol_Button, draws ? colour::kChosen : colour::kRaised);
    action_button(
        state, services, "direct.draw_path",
        draws ? IM_ICON_TRAIL "  Drawing###draw path" : IM_ICON_TRAIL "  Draw###draw path",
        "Click on the floor of the viewport for way points, on the line for one between. Drag them; "
        "right click or Delete removes one; Esc ends");
    ImGui::PopStyleColor();
    action_button(state, services, "direct.path_circle", "Circle###circle",
                  "A circle of 1.2 m around, from the first way point or the middle of the floor");
    action_button(state, services, "direct.path_snake", "S###snake",
                  "An S of 5 m, from the first way point or the middle of the floor");
    action_button(state, services, "direct.path_corner", "Corner###corner",
                  "2.5 m ahead and 2.5 m to the left, from the first way point or the middle of the floor");
    action_button(state, services, "direct.clear_path", "Clear path###clear path",
                  "The motion goes where it likes");
    if (state.direct.constraints.path) {
        draw_path_settings(state, services, *state.direct.constraints.path);
    }
    if (state.direct.constraints.path) {
        draw_path_facts(state, *state.direct.constraints.path);
    }
}

/// From when to when.
void draw_pin_times(StudioState& state, Services& services, std::size_t i, Pin pin) {
    constexpr float kStep = 0.02f;  // seconds a pixel
    if (const auto from =
            drag("##from", pin.from, kStep, 0, kSecondsShown, "%.2f s", em(4.2f),
                 "Seconds from the motion's beginning at which it is there; the span moves along")) {
        pin.to += *from - pin.from;
        pin.from = *from;
        change_pin(state, services, i, pin, "time");
    }
    const double span = pin.to - pin.from;
    if (const auto longer =
            drag("##span", span, kStep, 0, kSecondsShown, span > 0 ? "for %.2f s" : "a moment", em(5.2f),
                 "Seconds for which it stays there; 0: a moment")) {
        pin.to = pin.from + *longer;
        change_pin(state, services, i, pin, "span");
    }
}

void draw_pin_place(StudioState& state, Services& services, std::size_t i, Pin pin) {
    constexpr float kStep = 0.005f;  // metres a pixel
    constexpr auto kFar = static_cast<float>(kFarthest);
    if (pin.part == PinnedPart::Facing) {
        if (const auto degrees = drag("##degrees", pin.degrees, 1, -180, 180, "%.0f deg", em(5),
                                      "Degrees that the body faces: 0 is +Z, the left is positive")) {
            pin.degrees = *degrees;
            change_pin(state, services, i, pin, "facing");
        }
        return;
    }
    const auto axis = [&](const char* id, double& value, float least, const char* format,
                          const char* explanation) {
        if (const auto now = drag(id, value, kStep, least, kFar, format, em(5), explanation)) {
            value = *now;
            change_pin(state, services, i, pin, "place");
        }
    };
    axis("##x", pin.place.x, -kFar, "x %.2f m",
         "Metres: to the left of where a motion without a path starts, +X");
    if (!pin.any_height) {
        axis("##y", pin.place.y, 0, "y %.2f m",
             "Metres over the floor: of the wrist, the ball of the foot or the pelvis");
    }
    axis("##z", pin.place.z, -kFar, "z %.2f m", "Metres: ahead of where a motion without a path starts, +Z");
    if (pin.part == PinnedPart::Pelvis) {
        bool any = pin.any_height;
        if (box("Any height###any height", any, "Only the place over the floor counts")) {
            pin.any_height = any;
            change_pin(state, services, i, pin, "height");
        }
    }
}

void draw_pin_miss(const StudioState& state, const Pin& pin) {
    const ConstraintError* miss = pin_miss(state.take(), pin);
    if (!miss) {
        return;
    }
    const bool turns = pin.part == PinnedPart::Facing;
    const std::string text =
        turns ? fmt::format("{:.0f} deg off", miss->degrees) : fmt::format("{:.1f} cm off", miss->cm);
    told(text, turns ? miss->degrees > kPinDegrees : miss->cm > kPinCm,
         "How far the shown take is from the pin, in the worst frame of its span");
}

/// Whether it is to be removed.
bool draw_pin(StudioState& state, Services& services, std::size_t i) {
    const Pin pin = state.direct.constraints.pins[i];
    const Handle handle{HandleKind::Pin, i};
    ImGui::PushID(static_cast<int>(i));
    const bool removed = icon_button(IM_ICON_CLOSE, "remove pin", "Remove this pin");
    ImGui::SameLine();
    const bool chosen = state.direct.handles.chosen == handle;
    const char* name = kParts[static_cast<std::size_t>(pin.part)];
    if (ImGui::Selectable(fmt::format("{}###pin name", name).c_str(), chosen, 0,
                          ImVec2(em(6), ImGui::GetFrameHeight()))) {
        state.direct.handles.chosen = handle;
    }
    tooltip("Click to light it up in the viewport, where it can be dragged");
    if (chosen && state.direct.handles.scroll_to_pin) {
        ImGui::SetScrollHereY(1);
        state.direct.handles.scroll_to_pin = false;
    }
    draw_pin_times(state, services, i, pin);
    draw_pin_place(state, services, i, state.direct.constraints.pins[i]);
    draw_pin_miss(state, state.direct.constraints.pins[i]);
    ImGui::PopID();
    return removed;
}

void draw_pins(StudioState& state, Services& services) {
    ImGui::AlignTextToFramePadding();
    text_dim("Pins");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(em(7));
    int part = static_cast<int>(state.direct.handles.part);
    if (ImGui::Combo("##part", &part, kParts, IM_ARRAYSIZE(kParts))) {
        state.direct.handles.part = static_cast<PinnedPart>(part);
    }
    tooltip("What the next pin holds: a wrist, the ball of a foot, the pelvis, or where the body faces");
    action_button(state, services, "direct.pin", "Pin###pin",
                  "Hold it at the play head's time where the shown figure has it; then change its place");
    action_button(state, services, "direct.clear_pins", "Remove all###clear pins", "Remove all pins");
    std::optional<std::size_t> removed;
    for (std::size_t i = 0; i < state.direct.constraints.pins.size(); ++i) {
        if (draw_pin(state, services, i)) {
            removed = i;
        }
    }
    if (removed) {
        remove_handle(state, services, {HandleKind::Pin, *removed});
    }
}

}  // namespace

void draw_constraints(StudioState& state, Services& services) {
    draw_path(state, services);
    draw_pins(state, services);
}

}  // namespace im::studio
