#pragma once
// Ways of joints through the air, as ribbons of a constant width in pixels. Plain geometry, computed on the CPU.

#include <vector>

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec4.hpp>

#include "render/scene.h"

namespace im::render {

struct TrailVertex {
    glm::vec4 clip;   ///< OpenGL clip space
    glm::vec4 color;  ///< sRGB, opacity
    glm::vec2 place;  ///< number of the frame; pixels from the middle of the ribbon
};
inline constexpr float kTrailHalfPixels = 4.0f;  ///< of the ribbon; the line and its dots lie inside

/// Triangles, three vertices each. `size`: of the picture, pixels. Parts behind the eye are left out.
std::vector<TrailVertex> trail_ribbons(const Scene& scene, const glm::mat4& view_projection,
                                       const glm::vec2& size);

}  // namespace im::render
