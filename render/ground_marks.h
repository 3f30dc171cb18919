#pragma once
// What is painted on the floor: glowing discs under planted feet, the root's trail, the ring of the selected
// figure, and how much of the sky each body hides from the floor. Plain geometry, computed on the CPU.

#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>
#include <glm/vec4.hpp>

#include "render/scene.h"

namespace im::render {

struct MarkVertex {
    glm::vec2 ground;  ///< x and z, metres
    glm::vec2 place;   ///< within the mark, in its radii; y across a trail
    glm::vec4 color;   ///< sRGB, opacity
    glm::vec2 kind;    ///< 0 trail, 1 glow, 2 ring; half the length of a glow's straight part, in its radii
};

/// Triangles, three vertices each.
std::vector<MarkVertex> ground_marks(const Scene& scene);

struct OcclusionVertex {
    glm::vec2 ground;  ///< x and z, metres
    glm::vec2 center;  ///< of the ball that hides the sky
    glm::vec2 size;    ///< its height above the floor and its radius, metres
};

/// Triangles that cover the darkened places; the shader knows the shape of the falloff.
std::vector<OcclusionVertex> ground_occlusion(const Scene& scene);

}  // namespace im::render
