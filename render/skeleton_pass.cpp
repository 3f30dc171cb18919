#include "render/skeleton_pass.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

#include <glad/gl.h>
#include <glm/geometric.hpp>

#include "engine/motion/representation/skeleton.h"
#include "render/color.h"

namespace im::render {

namespace {

constexpr float kPi = std::numbers::pi_v<float>;
constexpr int kSides = 10, kRings = 7;

/// A point of a solid of revolution, as skeleton.vert reads it.
struct LatheVertex {
    float cosine, sine;  ///< around
    float along;         ///< 0 at a, 1 at b
    float radius;        ///< times the thickness
    float normal_out, normal_along;
};

/// Thickness of a bone: a fast swell near its root, then a long taper, so that it shows its direction.
float bone_radius(float t) {
    return t < 0.16f ? 0.55f + 0.45f * std::sin(t / 0.16f * 0.5f * kPi) : 1.0f - 0.62f * (t - 0.16f) / 0.84f;
}

std::vector<LatheVertex> lathe(bool bone) {
    std::vector<LatheVertex> vertices;
    for (int ring = 0; ring < kRings; ++ring) {
        const float t = static_cast<float>(ring) / (kRings - 1);
        for (int side = 0; side < kSides; ++side) {
            const float angle = 2.0f * kPi * static_cast<float>(side) / kSides;
            LatheVertex v{std::cos(angle), std::sin(angle), 0, 0, 1, 0};
            if (bone) {
                v.along = t * t * 0.4f + t * 0.6f;  // rings closer together at the root
                v.radius = bone_radius(v.along);
            } else {
                v.along = 0.5f - 0.5f * std::cos(kPi * t);
                v.radius = std::sin(kPi * t);
                v.normal_out = std::sin(kPi * t);
                v.normal_along = -std::cos(kPi * t);
            }
            vertices.push_back(v);
        }
    }
    return vertices;
}

/// -1 left, 1 right, 0 middle, from the joint's name.
int side_of(const std::string& name) {
    if (name.starts_with("l_") || name.starts_with("left")) return -1;
    if (name.starts_with("r_") || name.starts_with("right")) return 1;
    return 0;
}

const void* offset(std::size_t bytes) {
    return reinterpret_cast<const void*>(bytes);
}

}  // namespace

SkeletonPass::SkeletonPass() : bone_(make_mesh(true)), ball_(make_mesh(false)) {}

SkeletonPass::Mesh SkeletonPass::make_mesh(bool bone) {
    const std::vector<LatheVertex> vertices = lathe(bone);
    std::vector<std::uint16_t> indices;
    for (int ring = 0; ring + 1 < kRings; ++ring) {
        for (int side = 0; side < kSides; ++side) {
            const int next = (side + 1) % kSides;
            const int a = ring * kSides + side, b = ring * kSides + next, c = a + kSides, d = b + kSides;
            for (const int i : {a, b, c, b, d, c}) indices.push_back(static_cast<std::uint16_t>(i));
        }
    }

    Mesh mesh{gl::VertexArray::make(),
              gl::Buffer::make(),
              gl::Buffer::make(),
              gl::Buffer::make(),
              static_cast<int>(vertices.size()),
              static_cast<int>(indices.size())};
    glBindVertexArray(mesh.array.id());
    glBindBuffer(GL_ARRAY_BUFFER, mesh.vertices_buffer.id());
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertices.size() * sizeof(LatheVertex)),
                 vertices.data(), GL_STATIC_DRAW);
    glEnableVertexAttribArray(0);
    glVertexAttribPointer(0, 4, GL_FLOAT, GL_FALSE, sizeof(LatheVertex),
                          offset(offsetof(LatheVertex, cosine)));
    glEnableVertexAttribArray(1);
    glVertexAttribPointer(1, 2, GL_FLOAT, GL_FALSE, sizeof(LatheVertex),
                          offset(offsetof(LatheVertex, normal_out)));
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, mesh.indices_buffer.id());
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(indices.size() * sizeof(std::uint16_t)),
                 indices.data(), GL_STATIC_DRAW);
    glBindBuffer(GL_ARRAY_BUFFER, mesh.solids_buffer.id());
    for (GLuint i = 0; i < 3; ++i) {
        glEnableVertexAttribArray(2 + i);
        glVertexAttribPointer(2 + i, 4, GL_FLOAT, GL_FALSE, sizeof(Solid), offset(i * sizeof(glm::vec4)));
        glVertexAttribDivisor(2 + i, 1);
    }
    glBindVertexArray(0);
    return mesh;
}

void SkeletonPass::add_figure(const Figure& figure, const glm::vec3& middle) {
    const Skeleton& skeleton = humanml3d_skeleton();
    for (std::size_t j = 0; j < kFigureJoints; ++j) {
        const int side = side_of(skeleton.joint_names[j]);
        const glm::vec4 color(to_linear(side < 0   ? left_color()
                                        : side > 0 ? right_color()
                                                   : middle),
                              figure.opacity);
        const glm::vec3& p = figure.joints[j];
        const float radius = j == 0 ? 0.030f : j == 15 ? 0.034f : 0.023f;
        balls_.push_back({{p.x, p.y - radius, p.z, radius}, {p.x, p.y + radius, p.z, radius}, color});
        if (skeleton.parents[j] < 0) continue;
        const glm::vec3& from = figure.joints[static_cast<std::size_t>(skeleton.parents[j])];
        bones_.push_back({glm::vec4(from, 0.019f), glm::vec4(p, 0.019f), color});
    }
}

void SkeletonPass::add_rig(const Figure& figure) {
    const Rig& rig = figure.rig->rig;
    const std::vector<Transform> rest = rest_transforms(rig);
    const glm::vec4 color(to_linear(figure.color), figure.opacity);
    const auto place = [&](std::size_t joint) {
        return figure.skin[joint] * glm::vec4(glm::vec3(rest[joint].translation), 1.0f);
    };
    for (std::size_t j = 0; j < rest.size(); ++j) {
        if (rig.joints[j].parent < 0) continue;
        const glm::vec3 from = place(static_cast<std::size_t>(rig.joints[j].parent)), to = place(j);
        // Fingers are as slender as they are short.
        const float radius = std::clamp(0.12f * glm::distance(from, to), 0.003f, 0.019f);
        bones_.push_back({glm::vec4(from, radius), glm::vec4(to, radius), color});
        balls_.push_back({{to.x, to.y - radius, to.z, radius}, {to.x, to.y + radius, to.z, radius}, color});
    }
}

void SkeletonPass::prepare(const Scene& scene) {
    bones_.clear();
    balls_.clear();
    const bool several = scene.figures.size() > 1;
    const std::size_t own = scene.figures.size();
    for (std::size_t i = 0; i < own + scene.ghosts.size(); ++i) {
        const Figure& figure = i < own ? scene.figures[i] : scene.ghosts[i - own];
        if (figure.joints.size() != kFigureJoints || figure.opacity <= 0.0f) continue;
        if (shows_rig_bones(figure)) {
            add_rig(figure);
        } else if (!figure.rig && scene.style != FigureStyle::Body) {
            // Several figures: their spines carry their own colours.
            add_figure(figure, several ? figure.color : middle_color());
        }
    }
}

void SkeletonPass::upload() {
    upload(bone_, bones_);
    upload(ball_, balls_);
}

void SkeletonPass::upload(const Mesh& mesh, const std::vector<Solid>& solids) {
    if (solids.empty()) return;
    glBindBuffer(GL_ARRAY_BUFFER, mesh.solids_buffer.id());
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(solids.size() * sizeof(Solid)), solids.data(),
                 GL_STREAM_DRAW);
}

void SkeletonPass::draw() const {
    draw(bone_, bones_.size());
    draw(ball_, balls_.size());
}

void SkeletonPass::draw(const Mesh& mesh, std::size_t count) {
    if (count == 0) return;
    glBindVertexArray(mesh.array.id());
    glDrawElementsInstanced(GL_TRIANGLES, mesh.indices, GL_UNSIGNED_SHORT, nullptr,
                            static_cast<GLsizei>(count));
    glBindVertexArray(0);
}

int SkeletonPass::vertices() const {
    return bone_.vertices * static_cast<int>(bones_.size()) +
           ball_.vertices * static_cast<int>(balls_.size());
}

}  // namespace im::render
