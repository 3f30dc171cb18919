#pragma once
// What goes into an animation file: a rig, its motion and, for programs that show a rig
// only under a mesh, a body.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "engine/motion/rig/rig.h"

namespace im {

/// A mesh in the rig's rest pose, world space, metres. Every vertex follows up to four joints.
struct SkinnedMesh {
    struct Influence {
        std::array<std::uint16_t, 4> joints{};
        std::array<float, 4> weights{};  ///< sum 1; 0 for unused places
    };
    std::string name = "body";
    std::vector<glm::vec3> positions;
    std::vector<glm::vec3> normals;         ///< as many as positions
    std::vector<glm::vec2> texture_points;  ///< as many, or none
    std::vector<Influence> influences;      ///< as many
    std::vector<std::uint32_t> triangles;   ///< three a triangle, counter-clockwise from outside
};

struct FigureScene {
    Rig rig;
    RigMotion motion;
    std::vector<SkinnedMesh> meshes;
};

enum class UpAxis { Y, Z };

/// How a file tells space. Z up is Blender's and Unreal's way: a figure that faced +Z faces -Y.
struct FileSpace {
    UpAxis up = UpAxis::Y;
    double metres_per_unit = 1;
};

/// The scene told in that space. Rigs without rest rotations stay without.
FigureScene in_space(FigureScene scene, const FileSpace& space);

/// Throws Input, its message opened by `place`: what check_rig_motion refuses, and meshes whose parts do not
/// fit each other or the rig.
void check_scene(const FigureScene& scene, const std::string& place);

}  // namespace im
