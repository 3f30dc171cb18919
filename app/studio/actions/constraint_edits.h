#pragma once
// Edits of the path and the pins in the Direct panel. Each can be undone. None of these waits.

#include <cstddef>
#include <optional>
#include <string>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "app/studio/actions/services.h"
#include "app/studio/state/path_presets.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Clicks on the floor add way points, or do so no more. The panel comes to the front.
void switch_drawing(StudioState& state, Services& services);
/// Metres on the floor, x and z. At the path's end, or so that it becomes way point `before`; it is chosen then.
void add_way_point(StudioState& state, Services& services, const glm::dvec2& place,
                   std::optional<std::size_t> before = {});
/// Another shape of the path; how it is walked stays.
void use_preset(StudioState& state, Services& services, PathPreset preset);
/// How the path is walked. `what` of it has changed is the edit's title; one slider's drag is one edit.
void change_path(StudioState& state, Services& services, DrawnPath path, const std::string& what);
void clear_path(StudioState& state, Services& services);

/// The part that is chosen for it where the selected figure has it at the play head.
void add_pin(StudioState& state, Services& services);
void change_pin(StudioState& state, Services& services, std::size_t index, Pin pin, const std::string& what);
void remove_pins(StudioState& state, Services& services);

/// A way point or pin that was dragged in the viewport.
void move_handle(StudioState& state, Services& services, const Handle& handle, const glm::dvec3& place);
void remove_handle(StudioState& state, Services& services, const Handle& handle);
void remove_chosen_handle(StudioState& state, Services& services);
/// Ends drawing, and nothing is chosen.
void let_go_of_handles(StudioState& state, Services& services);

// Why it cannot be done now; empty: it can.
std::string why_no_path(const StudioState& state);
std::string why_no_pin(const StudioState& state);
std::string why_no_pins(const StudioState& state);
std::string why_no_handle(const StudioState& state);

}  // namespace im::studio
