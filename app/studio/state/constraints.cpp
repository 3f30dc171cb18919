#include "app/studio/state/constraints.h"

#include <algorithm>
#include <cmath>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "engine/direct/floor_curve.h"

namespace im::studio {
namespace {

constexpr double kLatest = 24 * 3600.0;  // seconds, as in a scene's file
constexpr double kDegreesMost = 3600;
constexpr double kLineStep = 0.1;  // metres between points of the drawn line
constexpr double kCurvedMetres =
    200;  // a longer way is drawn without its rounded corners: the frame waits for it
constexpr std::size_t kDrawnMax = 2000;  // points of the drawn line

bool finite(const glm::dvec3& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

glm::dvec3 on_floor(const glm::dvec2& point) {
    return {point.x, 0, point.y};
}

}  // namespace

Constraints within_range(Constraints constraints) {
    const auto near = [](const auto& place) {
        using Place = std::decay_t<decltype(place)>;
        return glm::clamp(place, Place(-kFarthest), Place(kFarthest));
    };
    if (constraints.path) {
        DrawnPath& path = *constraints.path;
        std::erase_if(path.points, [](const glm::dvec2& p) { return !finite(on_floor(p)); });
        for (glm::dvec2& point : path.points) {
            point = near(point);
        }
        if (path.seconds) {
            path.seconds = std::clamp(*path.seconds, kPathSecondsMin, kBlockSecondsMax);
        }
        if (path.facing_deg) {
            path.facing_deg = std::clamp(*path.facing_deg, -kDegreesMost, kDegreesMost);
        }
        if (path.points.empty()) {
            constraints.path.reset();
        }
    }
    std::erase_if(constraints.pins, [](const Pin& pin) {
        const int part = static_cast<int>(pin.part);
        return part < 0 || part > static_cast<int>(PinnedPart::Facing) || !finite(pin.place) ||
               !finite({pin.from, pin.to, pin.degrees});
    });
    for (Pin& pin : constraints.pins) {
        pin.from = std::clamp(pin.from, 0.0, kLatest);
        pin.to = std::clamp(pin.to, pin.from, kLatest);
        pin.place = near(pin.place);
        pin.degrees = std::clamp(pin.degrees, -kDegreesMost, kDegreesMost);
        pin.any_height = pin.any_height && pin.part == PinnedPart::Pelvis;
    }
    return constraints;
}

bool has(const Constraints& constraints, const Handle& handle) {
    const std::size_t count = handle.kind == HandleKind::Pin ? constraints.pins.size()
                              : constraints.path             ? constraints.path->points.size()
                                                             : 0;
    return handle.index < count;
}

glm::dvec3 place_of(const Constraints& constraints, const Handle& handle) {
    if (handle.kind == HandleKind::WayPoint) {
        return on_floor(constraints.path->points[handle.index]);
    }
    const Pin& pin = constraints.pins[handle.index];
    return pin.any_height ? glm::dvec3(pin.place.x, 0, pin.place.z) : pin.place;
}

Constraints with_handle_at(Constraints constraints, const Handle& handle, const glm::dvec3& place) {
    if (handle.kind == HandleKind::WayPoint) {
        constraints.path->points[handle.index] = {place.x, place.z};
    } else {
        Pin& pin = constraints.pins[handle.index];
        pin.place = {place.x, pin.any_height ? pin.place.y : std::max(place.y, 0.0), place.z};
    }
    return within_range(std::move(constraints));
}

void update_line(PathLine& line, const DrawnPath& path) {
    if (line.of == path) {
        return;
    }
    line.of = path;
    line.points = path.points;
    if (path.closed && path.points.size() > 2) {
        line.points.push_back(path.points.front());
    }
    line.metres = 0;
    for (std::size_t i = 1; i < line.points.size(); ++i) {
        line.metres += glm::distance(line.points[i - 1], line.points[i]);
    }
    if (line.metres > kCurvedMetres || line.points.size() > kDrawnMax) {
        const std::size_t step = (line.points.size() + kDrawnMax - 1) / kDrawnMax;
        std::vector<glm::dvec2> some;
        for (std::size_t i = 0; i < line.points.size(); i += step) {
            some.push_back(line.points[i]);
        }
        line.points = std::move(some);
        return;
    }
    const FloorCurve curve(path);
    line.metres = curve.length();
    line.points.clear();
    const int parts = std::max(1, static_cast<int>(std::ceil(curve.length() / kLineStep)));
    for (int i = 0; i <= parts; ++i) {
        const glm::dvec3 place = curve.place(curve.length() * i / parts);
        line.points.emplace_back(place.x, place.z);
    }
}

}  // namespace im::studio
