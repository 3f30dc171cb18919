#pragma once
// What the Direct panel asks of a motion beside its prompts: a way over the floor, and parts of the body at places.
// Plain data. Metres, seconds and degrees of engine/direct/scene.h, in the clip's own world: a variation that is
// shown to the side of the others has them beside it, too.

#include <cstddef>
#include <optional>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "engine/direct/scene.h"

namespace im::studio {

inline constexpr std::size_t kWayPointsMax = 1000, kPinsMax = 200;  ///< that are set by hand
inline constexpr double kFarthest = 1000;                           ///< metres from the origin
inline constexpr double kPathSecondsMin = 0.05;

struct Constraints {
    std::optional<DrawnPath> path;  ///< with one point at least
    std::vector<Pin> pins;

    bool operator==(const Constraints&) const = default;
    bool any() const { return path || !pins.empty(); }
};

/// Those of a file that a hand may have been at: without points there is no path, numbers are brought into their
/// range, pins of an unknown part or with a number that is none go.
Constraints within_range(Constraints constraints);

enum class HandleKind { WayPoint, Pin };

/// What the mouse takes hold of in the viewport.
struct Handle {
    HandleKind kind = HandleKind::WayPoint;
    std::size_t index = 0;

    bool operator==(const Handle&) const = default;
};

bool has(const Constraints& constraints, const Handle& handle);

/// Where a handle is; a pin of any height lies on the floor. `handle` must be there.
glm::dvec3 place_of(const Constraints& constraints, const Handle& handle);
/// The constraints with the handle elsewhere; a way point, and a pin of any height, stays on the floor.
Constraints with_handle_at(Constraints constraints, const Handle& handle, const glm::dvec3& place);

/// The way as it is walked, corners rounded, for drawing.
struct PathLine {
    DrawnPath of;  ///< what it was made of
    std::vector<glm::dvec2> points;
    double metres = 0;  ///< its length
};

/// Made anew where it is of another path.
void update_line(PathLine& line, const DrawnPath& path);

/// What is done with the constraints just now.
struct ConstraintEditing {
    bool drawing = false;  ///< clicks on the floor of the viewport add way points
    bool shown = false;    ///< the Direct panel is: handles are drawn in the viewport
    std::optional<Handle> chosen;
    std::optional<glm::dvec3> held;  ///< where the mouse has dragged the chosen one, until it is let go
    bool has_keys = false;  ///< the viewport has the keys, and there is a handle or a path to use them
    PinnedPart part = PinnedPart::LeftHand;  ///< of the next pin
    bool scroll_to_pin = false;              ///< the chosen pin's row is to be seen
    PathLine line;

    bool draws() const { return drawing && shown; }
};

}  // namespace im::studio
