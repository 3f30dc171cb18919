#include "render/scene.h"

#include <algorithm>
#include <limits>

#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "engine/motion/representation/skeleton.h"

namespace im::render {

namespace {

// From a joint to the skin, at the most, metres.
constexpr float kBodyRadius = 0.14f;
constexpr float kHeadRadius = 0.18f;
constexpr std::size_t kHead = 15;

bool is_drawn(const Figure& figure) {
    return figure.joints.size() == kFigureJoints && figure.opacity > 0.0f;
}

/// Distance along the ray at which it enters a sphere, or infinity.
float enter_sphere(const Ray& ray, const glm::vec3& center, float radius) {
    const glm::vec3 to = center - ray.origin;
    const float along = glm::dot(to, ray.direction);
    const float miss = glm::dot(to, to) - along * along;
    if (along < 0.0f || miss > radius * radius) return std::numeric_limits<float>::infinity();
    return along;
}

bool is_posed(const Figure& figure) {
    return figure.rig && figure.joints.size() == kFigureJoints && !figure.skin.empty() &&
           figure.skin.size() == figure.rig->rig.joints.size();
}

bool has_meshes(const FigureScene& rig) {
    return std::any_of(rig.meshes.begin(), rig.meshes.end(),
                       [](const SkinnedMesh& mesh) { return !mesh.triangles.empty(); });
}

}  // namespace

bool shows_meshes(const Figure& figure) {
    return is_posed(figure) && has_meshes(*figure.rig);
}

bool shows_rig_bones(const Figure& figure) {
    return is_posed(figure) && !has_meshes(*figure.rig);
}

std::optional<Bounds> bounds(const Scene& scene) {
    Bounds box{glm::vec3(std::numeric_limits<float>::max()), glm::vec3(std::numeric_limits<float>::lowest())};
    bool any = false;
    for (const Figure& figure : scene.figures) {
        if (!is_drawn(figure)) continue;
        any = true;
        for (std::size_t j = 0; j < kFigureJoints; ++j) {
            const float radius = j == kHead ? kHeadRadius : kBodyRadius;
            box.min = glm::min(box.min, figure.joints[j] - radius);
            box.max = glm::max(box.max, figure.joints[j] + radius);
        }
    }
    if (!any) return std::nullopt;
    box.min.y = std::min(std::max(box.min.y, 0.0f), box.max.y);  // nothing is drawn below the floor
    return box;
}

glm::vec3 label_anchor(const Figure& figure) {
    if (figure.joints.size() != kFigureJoints) return glm::vec3(0.0f);
    float top = figure.joints[0].y;
    for (const glm::vec3& joint : figure.joints) top = std::max(top, joint.y);
    const glm::vec3& head = figure.joints[kHead];
    return {head.x, std::max(head.y + 0.30f, top + 0.14f), head.z};
}

std::optional<std::size_t> pick(const Scene& scene, const Ray& ray) {
    const std::vector<int>& parents = humanml3d_skeleton().parents;
    std::optional<std::size_t> nearest;
    float distance = std::numeric_limits<float>::infinity();
    for (std::size_t i = 0; i < scene.figures.size(); ++i) {
        if (!is_drawn(scene.figures[i])) continue;
        const auto& joints = scene.figures[i].joints;
        for (std::size_t j = 0; j < kFigureJoints; ++j) {
            // Balls at the joint and along the bone to its parent: generous, because a click is not precise.
            const glm::vec3 parent = joints[parents[j] < 0 ? j : static_cast<std::size_t>(parents[j])];
            for (const float t : {0.0f, 0.33f, 0.67f}) {
                const float radius = j == kHead ? 0.13f : 0.11f;
                const float hit = enter_sphere(ray, glm::mix(joints[j], parent, t), radius);
                if (hit < distance) distance = hit, nearest = i;
            }
        }
    }
    return nearest;
}

std::optional<PickedJoint> pick_joint(const Scene& scene, const OrbitCamera& camera, const glm::vec2& pixel,
                                      const glm::vec2& size, float reach) {
    std::optional<PickedJoint> nearest;
    for (std::size_t i = 0; i < scene.figures.size(); ++i) {
        if (!is_drawn(scene.figures[i])) continue;
        for (std::size_t j = 0; j < kFigureJoints; ++j) {
            const auto at = camera.project(scene.figures[i].joints[j], size);
            if (!at || glm::distance(*at, pixel) > reach) continue;
            reach = glm::distance(*at, pixel);
            nearest = PickedJoint{i, j, *at};
        }
    }
    return nearest;
}

}  // namespace im::render
