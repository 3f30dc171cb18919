#pragma once
// Between the colours of colour pickers (sRGB) and amounts of light (linear), both 0..1.

#include <cmath>

#include <glm/vec3.hpp>

namespace im::render {

inline float to_linear(float srgb) {
    return srgb <= 0.04045f ? srgb / 12.92f : std::pow((srgb + 0.055f) / 1.055f, 2.4f);
}
inline glm::vec3 to_linear(const glm::vec3& srgb) {
    return {to_linear(srgb.x), to_linear(srgb.y), to_linear(srgb.z)};
}

}  // namespace im::render
