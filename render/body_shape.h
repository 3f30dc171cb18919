#pragma once
// The mannequin: a shell of smooth rigid parts with dark balls in its joints, modelled in the rest pose
// (figure_pose.h).

#include <array>
#include <cstdint>
#include <vector>

#include <glm/vec3.hpp>

#include "render/figure_pose.h"

namespace im::render {

enum class Material : std::uint8_t { Shell = 0, Joint = 1, Skull = 2 };

/// As it lies in the vertex buffer.
struct BodyVertex {
    glm::vec3 position;                 ///< rest pose, metres
    std::array<std::int8_t, 4> normal;  ///< -127..127; the fourth: openness, low where parts meet
    std::array<std::uint8_t, 4> skin;   ///< first part, second part, weight of the second 0..255, material
};
static_assert(sizeof(BodyVertex) == 20);

struct BodyMesh {
    std::vector<BodyVertex> vertices;
    std::vector<std::uint32_t> indices;
};

enum class Detail {
    Fine,    ///< for the picture
    Medium,  ///< for figures that are small in it
    Coarse,  ///< for shadows
};

BodyMesh mannequin(Detail detail);

}  // namespace im::render
