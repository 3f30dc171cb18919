#include "engine/synthesis/path_words.h"

#include <cmath>

#include <fmt/format.h>

namespace im {
namespace {

using Ways = std::vector<std::string>;

Ways filled(const Ways& patterns, int side) {
    const std::string one = side > 0 ? "left" : "right", other = side > 0 ? "right" : "left";
    const std::string clock = side > 0 ? "counterclockwise" : "clockwise";
    Ways ways;
    for (const std::string& pattern : patterns) {
        ways.push_back(fmt::format(fmt::runtime(pattern), fmt::arg("side", one), fmt::arg("other", other),
                                   fmt::arg("clock", clock)));
    }
    return ways;
}

/// With "{side}", "{other}" and "{clock}" still in them.
ShapeWays patterns_of(Shape shape) {
    switch (shape) {
        case Shape::Circle:
            return {{"in a circle", "in a circle", "around in a circle", "in a full circle", "along a circle",
                     "in a circular path", "around in circles"},
                    {"in a circle to the {side}", "{clock} in a circle", "in a {clock} circle",
                     "in a full circle to the {side}", "around in a circle, turning {side}",
                     "in a circle, curving to the {side}", "around in a {clock} circle",
                     "in a circle towards the {side}", "to the {side} in a circle"}};
        case Shape::HalfCircle:
            return {{"in a half circle", "in a semicircle", "along a half circle", "in half a circle"},
                    {"in a half circle to the {side}", "in a semicircle to the {side}",
                     "in a half circle {clock}", "{clock} in a half circle",
                     "in a half circle, turning {side}", "along a semicircle to the {side}"}};
        case Shape::Arc:
            return {{"along a curve", "in a curve", "in an arc", "along a curved path", "in a curved line"},
                    {"along a curve to the {side}", "in a curve to the {side}", "in an arc to the {side}",
                     "forward, curving to the {side}", "forward while veering to the {side}",
                     "along an arc to the {side}", "forward and curves {side}",
                     "in a slight curve to the {side}"}};
        case Shape::S:
            return {
                {"in an s shape", "in an s curve", "in an s-shaped path", "along an s curve",
                 "in the shape of an s"},
                {"forward, curving {side} and then {other}", "in an s curve, first {side} and then {other}",
                 "along a curve to the {side} and then to the {other}"}};
        case Shape::Winding:
            return {{"along a winding path", "in a wavy line", "in a snake-like path", "in a slalom",
                     "forward, weaving left and right", "forward, weaving from side to side",
                     "along a wavy path"},
                    {}};
        case Shape::Zigzag:
            return {{"in a zigzag", "in a zigzag line", "in a zigzag pattern", "along a zigzag path",
                     "forward in a zigzag", "forward, zigzagging"},
                    {}};
        case Shape::Corner:
            return {
                {},
                {"forward and turns {side}", "forward, then turns {side}", "forward and makes a {side} turn",
                 "straight ahead, turns {side} and keeps going", "forward, turns to the {side} and continues",
                 "around a corner to the {side}", "forward and takes a {side} turn"}};
        case Shape::UTurn:
            return {{"forward, turns around and walks back", "there and back",
                     "forward, makes a u-turn and comes back", "forward, turns around and comes back",
                     "in a u-turn", "forward and makes a u-turn", "away, turns around and returns",
                     "forward, then turns around and goes back"},
                    {"forward, turns around to the {side} and comes back",
                     "forward and makes a u-turn to the {side}", "in a u-turn to the {side}"}};
        case Shape::BackAndForth:
            return {{"back and forth", "to and fro", "back and forth, turning around each time",
                     "up and down", "there and back again"},
                    {}};
        case Shape::Square:
            return {{"in a square", "along a square", "in a square pattern", "along the sides of a square"},
                    {"in a square to the {side}", "{clock} in a square",
                     "in a square, turning {side} at each corner"}};
        case Shape::Eight:
            return {
                {"in a figure eight", "in a figure 8", "along a figure eight", "in the shape of an eight"},
                {"in a figure eight, first to the {side}"}};
        case Shape::Straight:
            return {{"forward", "straight ahead", "in a straight line", "straight forward", "ahead"}, {}};
    }
    return {};
}

}  // namespace

ShapeWays shape_ways(Shape shape, int side, bool backwards) {
    ShapeWays ways = patterns_of(shape);
    if (shape == Shape::Circle && side > 0) ways.sided.push_back("in an anticlockwise circle");
    ways.plain = filled(ways.plain, side);
    ways.sided = filled(ways.sided, side);
    if (!backwards) return ways;
    const auto unfit = [](const std::string& way) {
        for (const char* word : {"forward", "ahead", "left", "right", "back", "walks"}) {
            if (way.find(word) != std::string::npos) return true;
        }
        return false;
    };
    std::erase_if(ways.plain, unfit);
    std::erase_if(ways.sided, unfit);
    if (shape == Shape::Straight) ways.plain = {"in a straight line", ""};
    return ways;
}

std::vector<std::string> measured_ways(Shape shape, int side, double radius_m, double turn_deg) {
    if (shape == Shape::Circle) {
        if (radius_m < 1.1)
            return filled(
                {"in a small circle", "in a tight circle to the {side}", "in a small circle to the {side}"},
                side);
        if (radius_m > 1.8)
            return filled(
                {"in a large circle", "in a wide circle to the {side}", "in a big circle to the {side}"},
                side);
    }
    if (shape == Shape::Corner) {
        const int degrees = static_cast<int>(std::lround(std::abs(turn_deg)));
        Ways ways = {fmt::format("forward and turns {{side}} {} degrees", degrees),
                     fmt::format("forward, then makes a {} degree turn to the {{side}}", degrees),
                     fmt::format("forward and turns {} degrees to the {{side}}", degrees)};
        if (degrees < 60) ways.push_back("forward and turns slightly {side}");
        if (degrees > 120) ways.push_back("forward and makes a sharp {side} turn");
        if (degrees == 90) ways.push_back("forward and makes a quarter turn to the {side}");
        return filled(ways, side);
    }
    return {};
}

std::vector<Shape> other_shapes(Shape shape) {
    switch (shape) {
        case Shape::Circle:
            return {Shape::Straight, Shape::Straight, Shape::Square,
                    Shape::Zigzag,   Shape::Eight,    Shape::UTurn};
        case Shape::HalfCircle:
            return {Shape::Straight, Shape::Straight, Shape::Circle, Shape::Zigzag, Shape::S};
        case Shape::Arc:
            return {Shape::Straight, Shape::Straight, Shape::Zigzag, Shape::UTurn, Shape::Circle};
        case Shape::S:
            return {Shape::Straight, Shape::Straight, Shape::Circle, Shape::Corner};
        case Shape::Winding:
            return {Shape::Straight, Shape::Straight, Shape::Circle, Shape::UTurn};
        case Shape::Zigzag:
            return {Shape::Straight, Shape::Straight, Shape::Circle, Shape::UTurn};
        case Shape::Corner:
            return {Shape::Straight, Shape::Straight, Shape::Circle, Shape::UTurn, Shape::Zigzag};
        case Shape::UTurn:
            return {Shape::Straight, Shape::Straight, Shape::Circle, Shape::Zigzag, Shape::Corner};
        case Shape::BackAndForth:
            return {Shape::Straight, Shape::Straight, Shape::Circle, Shape::Zigzag};
        case Shape::Square:
            return {Shape::Straight, Shape::Straight, Shape::Circle, Shape::Zigzag, Shape::BackAndForth};
        case Shape::Eight:
            return {Shape::Straight, Shape::Straight, Shape::Circle, Shape::Square, Shape::S};
        case Shape::Straight:
            return {Shape::Circle, Shape::Zigzag, Shape::S, Shape::Arc, Shape::Corner, Shape::UTurn};
    }
    return {};
}

std::string shape_tag(Shape shape, int side) {
    const std::string of_side = side > 0 ? "_left" : "_right";
    switch (shape) {
        case Shape::Circle:
            return "circle" + of_side;
        case Shape::HalfCircle:
            return "half_circle" + of_side;
        case Shape::Arc:
            return "arc" + of_side;
        case Shape::S:
            return "s_curve";
        case Shape::Winding:
            return "winding";
        case Shape::Zigzag:
            return "zigzag";
        case Shape::Corner:
            return "turn" + of_side;
        case Shape::UTurn:
            return "u_turn";
        case Shape::BackAndForth:
            return "back_and_forth";
        case Shape::Square:
            return "square" + of_side;
        case Shape::Eight:
            return "eight";
        case Shape::Straight:
            return "";
    }
    return "";
}

}  // namespace im
