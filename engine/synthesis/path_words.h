#pragma once
// How the shape of a way over the floor is said.

#include <string>
#include <vector>

namespace im {

enum class Shape {
    Circle,
    HalfCircle,
    Arc,
    S,
    Winding,
    Zigzag,
    Corner,
    UTurn,
    BackAndForth,
    Square,
    Eight,
    Straight
};

struct ShapeWays {
    std::vector<std::string> plain;  ///< without a side: "in a circle"
    std::vector<std::string> sided;  ///< with one: "in a circle to the left"; empty where a shape has none
};
/// `side` 1 left, -1 right. `backwards`: only what is right for one who walks backwards ("clockwise").
ShapeWays shape_ways(Shape shape, int side, bool backwards = false);

/// Further ways that say how large the circle or how far the turn is; may be empty.
std::vector<std::string> measured_ways(Shape shape, int side, double radius_m, double turn_deg);

/// Shapes that this one must not be taken for.
std::vector<Shape> other_shapes(Shape shape);

/// Behind the gait's tag: "circle_left", "zigzag".
std::string shape_tag(Shape shape, int side);

}  // namespace im
