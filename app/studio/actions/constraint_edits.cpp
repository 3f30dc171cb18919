#include "app/studio/actions/constraint_edits.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include <fmt/format.h>

#include "app/studio/actions/edit_actions.h"
#include "engine/direct/apply_pins.h"
#include "engine/direct/clip_edits.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/travel.h"

namespace im::studio {
namespace {

constexpr int kFacingFrames = 6;  // around the play head: where a body faces is smoothed over some

/// Constraints and what is chosen of them, before or after an edit.
struct Arranged {
    Constraints constraints;
    std::optional<Handle> chosen;
};

Edit edit_of(std::string title, Arranged before, Arranged after, std::string subject) {
    const auto put = [](Arranged arranged) {
        return [arranged = std::move(arranged)](StudioState& s, Services&) {
            s.direct.constraints = arranged.constraints;
            s.direct.handles.chosen = arranged.chosen;
            s.direct.handles.held.reset();
        };
    };
    return {std::move(title), put(std::move(before)), put(std::move(after)), std::move(subject)};
}

void change(StudioState& state, Services& services, std::string title, Constraints after,
            std::optional<Handle> chosen, std::string subject = "") {
    Arranged before{state.direct.constraints, state.direct.handles.chosen};
    after = within_range(std::move(after));
    if (chosen && !has(after, *chosen)) {
        chosen.reset();
    }
    do_edit(state, services,
            edit_of(std::move(title), std::move(before), {std::move(after), chosen}, std::move(subject)));
}

std::string described(const Constraints& constraints, const Handle& handle) {
    return handle.kind == HandleKind::WayPoint
               ? fmt::format("way point {}", handle.index + 1)
               : fmt::format("pin of the {}", part_name(constraints.pins[handle.index].part));
}

/// Where the body faces in a frame, whole degrees from +Z, left positive.
double facing_degrees(const MotionClip& clip, int frame) {
    const int begin = std::max(frame - kFacingFrames, 0),
              end = std::min(frame + kFacingFrames + 1, clip.frame_count());
    const auto headings = body_headings(trimmed(clip, begin, end));
    const double degrees = headings[static_cast<std::size_t>(frame - begin)] * 180 / std::numbers::pi;
    return std::round(std::remainder(degrees, 360.0));
}

}  // namespace

std::string why_no_path(const StudioState& state) {
    return state.direct.constraints.path ? "" : "There is no path.";
}

std::string why_no_pin(const StudioState& state) {
    const Figure* figure = state.figure();
    if (!figure || figure->clip.frame_count() == 0) {
        return "There is no clip yet: make one, then pin a part of the body where it is.";
    }
    if (figure->clip.joint_count != humanml3d_skeleton().joint_count()) {
        return "Pins are for figures of HumanML3D's joints.";
    }
    return state.direct.constraints.pins.size() < kPinsMax
               ? ""
               : fmt::format("There are {} pins already, the most.", kPinsMax);
}

std::string why_no_pins(const StudioState& state) {
    return state.direct.constraints.pins.empty() ? "There are no pins." : "";
}

std::string why_no_handle(const StudioState& state) {
    const auto& chosen = state.direct.handles.chosen;
    return chosen && has(state.direct.constraints, *chosen) ? "" : "No way point or pin is chosen.";
}

void switch_drawing(StudioState& state, Services&) {
    ConstraintEditing& handles = state.direct.handles;
    handles.drawing = !handles.draws();
    if (handles.drawing) {
        state.windows.bring_to_front(kDirectTitle);
    }
}

void add_way_point(StudioState& state, Services& services, const glm::dvec2& place,
                   std::optional<std::size_t> before) {
    Constraints after = state.direct.constraints;
    if (!after.path) {
        after.path.emplace();
    }
    auto& points = after.path->points;
    if (points.size() >= kWayPointsMax) {
        state.direct.error = fmt::format("A path has at most {} way points here.", kWayPointsMax);
        return;
    }
    const std::size_t index = std::min(before.value_or(points.size()), points.size());
    points.insert(points.begin() + static_cast<std::ptrdiff_t>(index), place);
    change(state, services, fmt::format("way point {}", index + 1), std::move(after),
           Handle{HandleKind::WayPoint, index});
}

void use_preset(StudioState& state, Services& services, PathPreset preset) {
    Constraints after = state.direct.constraints;
    const glm::dvec2 start = after.path ? after.path->points.front() : glm::dvec2(0);
    DrawnPath path = preset_path(preset, start);
    if (after.path) {
        path.seconds = after.path->seconds;
        path.facing_deg = after.path->facing_deg;
    }
    after.path = std::move(path);
    change(state, services, fmt::format("path: {}", preset_name(preset)), std::move(after), std::nullopt);
}

void change_path(StudioState& state, Services& services, DrawnPath path, const std::string& what) {
    Constraints after = state.direct.constraints;
    after.path = std::move(path);
    change(state, services, what + " of the path", std::move(after), state.direct.handles.chosen,
           "path " + what);
}

void clear_path(StudioState& state, Services& services) {
    if (!why_no_path(state).empty()) {
        return;
    }
    Constraints after = state.direct.constraints;
    after.path.reset();
    change(state, services, "clearing of the path", std::move(after), std::nullopt);
}

void add_pin(StudioState& state, Services& services) {
    if (state.direct.error = why_no_pin(state); !state.direct.error.empty()) {
        return;
    }
    const MotionClip& clip = state.figure()->clip;
    const int frame =
        std::clamp(static_cast<int>(std::lround(state.playback.time * clip.fps)), 0, clip.frame_count() - 1);
    Pin pin;
    pin.part = state.direct.handles.part;
    pin.from = pin.to = frame / clip.fps;
    if (pin.part == PinnedPart::Facing) {
        pin.degrees = facing_degrees(clip, frame);
    } else {
        pin.place = glm::dvec3(clip.frame(frame)[static_cast<std::size_t>(joint_of(pin.part))]);
    }
    Constraints after = state.direct.constraints;
    after.pins.push_back(pin);
    const Handle handle{HandleKind::Pin, after.pins.size() - 1};
    std::string title = described(after, handle);
    change(state, services, std::move(title), std::move(after), handle);
    state.direct.handles.scroll_to_pin = true;
    state.windows.bring_to_front(kDirectTitle);
}

void change_pin(StudioState& state, Services& services, std::size_t index, Pin pin, const std::string& what) {
    Constraints after = state.direct.constraints;
    if (index >= after.pins.size()) {
        return;
    }
    const Handle handle{HandleKind::Pin, index};
    after.pins[index] = pin;
    std::string title = fmt::format("{} of the {}", what, described(after, handle));
    change(state, services, std::move(title), std::move(after), handle,
           fmt::format("pin {} {}", index, what));
}

void remove_pins(StudioState& state, Services& services) {
    if (!why_no_pins(state).empty()) {
        return;
    }
    Constraints after = state.direct.constraints;
    after.pins.clear();
    change(state, services, "removal of all pins", std::move(after), std::nullopt);
}

void move_handle(StudioState& state, Services& services, const Handle& handle, const glm::dvec3& place) {
    const Constraints& now = state.direct.constraints;
    if (has(now, handle)) {
        change(state, services, "moving of the " + described(now, handle), with_handle_at(now, handle, place),
               handle);
    }
}

void remove_handle(StudioState& state, Services& services, const Handle& handle) {
    Constraints after = state.direct.constraints;
    if (!has(after, handle)) {
        return;
    }
    std::string title = "removal of the " + described(after, handle);
    // The one before is chosen then: Delete again takes away what was drawn last.
    std::optional<Handle> next = handle;
    next->index = handle.index > 0 ? handle.index - 1 : 0;
    const auto place = static_cast<std::ptrdiff_t>(handle.index);
    if (handle.kind == HandleKind::WayPoint) {
        after.path->points.erase(after.path->points.begin() + place);
    } else {
        after.pins.erase(after.pins.begin() + place);
    }
    change(state, services, std::move(title), std::move(after), next);
}

void remove_chosen_handle(StudioState& state, Services& services) {
    if (why_no_handle(state).empty()) {
        remove_handle(state, services, *state.direct.handles.chosen);
    }
}

void let_go_of_handles(StudioState& state, Services&) {
    ConstraintEditing& handles = state.direct.handles;
    handles.drawing = false;
    handles.chosen.reset();
    handles.held.reset();
}

}  // namespace im::studio
