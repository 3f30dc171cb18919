#pragma once
// Ways over the floor that are asked for so often that nobody should have to click them together.

#include <glm/vec2.hpp>

#include "engine/direct/scene.h"

namespace im::studio {

enum class PathPreset {
    Circle,  ///< 1.2 m around, to the left, closed
    Snake,   ///< an S of 5 m, first to the left
    Corner   ///< 2.5 m ahead, then 2.5 m to the left
};

/// Way points from `start` (x and z, metres), setting out towards +Z.
DrawnPath preset_path(PathPreset preset, const glm::dvec2& start);
/// "circle"
const char* preset_name(PathPreset preset);

}  // namespace im::studio
