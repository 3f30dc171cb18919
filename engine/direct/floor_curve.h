#pragma once
// A drawn way over the floor as a smooth curve, told by the metres walked on it.

#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "engine/direct/scene.h"

namespace im {

class FloorCurve {
  public:
    /// Through the points (metres, x and z) in their order, corners rounded over about 0.3 m; points within a
    /// centimetre of the one before are one. Crossings and turns back are as they are drawn.
    explicit FloorCurve(const DrawnPath& path);

    double length() const { return way_.empty() ? 0 : way_.back(); }
    /// All at 0 .. length(), held beyond. y = 0; radians from +Z towards +X, unwrapped; 1 / metres, left positive.
    glm::dvec3 place(double way) const;
    double heading(double way) const;
    double curvature(double way) const;
    /// From a place to the nearest of the lines between the points as they were drawn, metres.
    double distance(const glm::dvec3& place) const;

  private:
    double between(const std::vector<double>& track, double way) const;

    std::vector<glm::dvec2> drawn_;  ///< without repeated points
    std::vector<double> x_, z_, heading_, way_;
};

}  // namespace im
