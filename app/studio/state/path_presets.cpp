#include "app/studio/state/path_presets.h"

#include <cmath>
#include <numbers>

namespace im::studio {

DrawnPath preset_path(PathPreset preset, const glm::dvec2& start) {
    constexpr int kCirclePoints = 16, kSnakePoints = 12;
    constexpr double kRadius = 1.2, kAside = 0.8, kAhead = 5, kLeg = 2.5;  // metres
    constexpr double kRound = 2 * std::numbers::pi;
    DrawnPath path;
    switch (preset) {
        case PathPreset::Circle:
            path.closed = true;
            for (int i = 0; i < kCirclePoints; ++i) {
                const double angle = kRound * i / kCirclePoints;
                path.points.push_back(start + kRadius * glm::dvec2(1 - std::cos(angle), std::sin(angle)));
            }
            break;
        case PathPreset::Snake:
            for (int i = 0; i <= kSnakePoints; ++i) {
                const double part = static_cast<double>(i) / kSnakePoints;
                path.points.push_back(start + glm::dvec2(kAside * std::sin(kRound * part), kAhead * part));
            }
            break;
        case PathPreset::Corner:
            path.points = {start, start + glm::dvec2(0, kLeg), start + glm::dvec2(kLeg, kLeg)};
            break;
    }
    return path;
}

const char* preset_name(PathPreset preset) {
    switch (preset) {
        case PathPreset::Circle:
            return "circle";
        case PathPreset::Snake:
            return "S";
        case PathPreset::Corner:
            return "corner";
    }
    return "";
}

}  // namespace im::studio
