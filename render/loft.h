#pragma once
// Smooth closed surfaces through a row of cross-sections: the material of which the mannequin is made.

#include <cstdint>
#include <vector>

#include <glm/vec3.hpp>

namespace im::render {

struct SurfacePoint {
    glm::vec3 position;
    glm::vec3 normal;    ///< unit length, outward
    float along = 0.0f;  ///< coordinate along the loft, metres; for blending between two parts
    float open = 1.0f;   ///< 1 in the open, lower where the surface turns into a joint
};

struct Surface {
    std::vector<SurfacePoint> points;
    std::vector<std::uint32_t> triangles;  ///< three a triangle, counter-clockwise from outside
};

/// A cross-section: a rounded box with half-widths (ru, rv) around (u, v), at a place along the loft. Metres.
struct Section {
    float along, u, v, ru, rv;
};

/// How finely to divide.
struct Fineness {
    int sides;  ///< around
    int steps;  ///< between two sections
    int cap;    ///< rings of a rounded end
};

struct LoftShape {
    std::vector<Section> sections;  ///< at least two, `along` rising
    float cap_start, cap_end;       ///< how far the rounded ends stand out, metres
    float squareness = 2.0f;        ///< exponent of the cross-section: 2 ellipse, 4 nearly a box
};

/// Points are (u, v, along) in the loft's own space.
Surface loft(const LoftShape& shape, const Fineness& fineness);

Surface ellipsoid(const glm::vec3& center, const glm::vec3& radii, int sides, int rings);

}  // namespace im::render
