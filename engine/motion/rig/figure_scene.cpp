#include "engine/motion/rig/figure_scene.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "engine/core/error.h"

namespace im {
namespace {

/// Y up to Z up: a quarter turn about X.
const glm::dquat kStandUp(std::numbers::sqrt2 / 2, std::numbers::sqrt2 / 2, 0, 0);

bool rests_unrotated(const Rig& rig) {
    return std::all_of(rig.joints.begin(), rig.joints.end(),
                       [](const RigJoint& joint) { return std::abs(joint.rest.rotation.w) > 1 - 1e-12; });
}

void scale(FigureScene& scene, double factor) {
    if (factor == 1) return;
    for (RigJoint& joint : scene.rig.joints) joint.rest.translation *= factor;
    for (glm::dvec3& p : scene.motion.translations) p *= factor;
    for (SkinnedMesh& mesh : scene.meshes) {
        for (glm::vec3& p : mesh.positions) p *= static_cast<float>(factor);
    }
}

/// Joint frames turn with the world (their rest rotations stay none) or keep their axes within the body.
void turn(FigureScene& scene, bool frames_too) {
    const glm::dquat turn = kStandUp, back = frames_too ? glm::conjugate(kStandUp) : glm::dquat(1, 0, 0, 0);
    const auto is_root = [&](std::size_t j) { return scene.rig.joints[j].parent < 0; };
    for (std::size_t j = 0; j < scene.rig.joints.size(); ++j) {
        Transform& rest = scene.rig.joints[j].rest;
        if (frames_too || is_root(j)) rest = {turn * rest.translation, turn * rest.rotation * back};
    }
    const std::size_t J = scene.rig.joints.size(), moving = scene.motion.moving.size();
    for (std::size_t i = 0; i < scene.motion.rotations.size(); ++i) {
        glm::dquat& q = scene.motion.rotations[i];
        if (frames_too || is_root(i % J)) q = turn * q * back;
    }
    for (std::size_t i = 0; i < scene.motion.translations.size(); ++i) {
        glm::dvec3& p = scene.motion.translations[i];
        if (frames_too || is_root(static_cast<std::size_t>(scene.motion.moving[i % moving]))) p = turn * p;
    }
    for (SkinnedMesh& mesh : scene.meshes) {
        for (auto* vectors : {&mesh.positions, &mesh.normals}) {
            for (glm::vec3& v : *vectors) v = {v.x, -v.z, v.y};
        }
    }
}

}  // namespace

FigureScene in_space(FigureScene scene, const FileSpace& space) {
    scale(scene, 1 / space.metres_per_unit);
    if (space.up == UpAxis::Z) turn(scene, rests_unrotated(scene.rig));
    return scene;
}

void check_scene(const FigureScene& scene, const std::string& place) {
    check_rig_motion(scene.rig, scene.motion, place);
    const std::size_t J = scene.rig.joints.size();
    for (const SkinnedMesh& mesh : scene.meshes) {
        const std::size_t V = mesh.positions.size();
        const auto outside = [V](std::uint32_t index) { return index >= V; };
        if (mesh.normals.size() != V || mesh.influences.size() != V ||
            (!mesh.texture_points.empty() && mesh.texture_points.size() != V) ||
            mesh.triangles.size() % 3 != 0 ||
            std::any_of(mesh.triangles.begin(), mesh.triangles.end(), outside)) {
            throw input_error(
                "{}: mesh {}: its {} vertices, normals, weights and triangles do not fit each other", place,
                mesh.name, V);
        }
        const auto finite = [](const auto& v) {
            for (int i = 0; i < v.length(); ++i) {
                if (!std::isfinite(v[i])) return false;
            }
            return true;
        };
        if (!std::all_of(mesh.positions.begin(), mesh.positions.end(), finite) ||
            !std::all_of(mesh.normals.begin(), mesh.normals.end(), finite) ||
            !std::all_of(mesh.texture_points.begin(), mesh.texture_points.end(), finite))
            throw input_error("{}: mesh {}: expected numbers in its vertices, found NaN or Inf", place,
                              mesh.name);
        for (const SkinnedMesh::Influence& influence : mesh.influences) {
            for (std::size_t i = 0; i < 4; ++i) {
                if (!std::isfinite(influence.weights[i]))
                    throw input_error("{}: mesh {}: expected numbers as weights, found NaN or Inf", place,
                                      mesh.name);
                if (influence.weights[i] != 0 && influence.joints[i] >= J)
                    throw input_error("{}: mesh {}: expected joints below {}, found {}", place, mesh.name, J,
                                      influence.joints[i]);
            }
        }
    }
}

}  // namespace im
