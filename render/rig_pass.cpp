#include "render/rig_pass.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include <glad/gl.h>
#include <glm/geometric.hpp>

#include "render/color.h"

namespace im::render {

namespace {

// As many as OpenGL 3.3 promises a texture buffer to hold.
constexpr std::size_t kTexelsMax = 65536;

/// As rig.vert reads it.
struct RigVertex {
    glm::vec3 position, normal;
    std::array<std::uint16_t, 4> joints;
    std::array<float, 4> weights;
};

const void* offset(std::size_t bytes) {
    return reinterpret_cast<const void*>(bytes);
}

}  // namespace

RigPass::RigPass()
    : array_(gl::VertexArray::make()),
      vertices_buffer_(gl::Buffer::make()),
      indices_buffer_(gl::Buffer::make()),
      figures_buffer_(gl::Buffer::make()),
      figures_texture_(gl::Texture::make()) {
    glBindVertexArray(array_.id());
    glBindBuffer(GL_ARRAY_BUFFER, vertices_buffer_.id());
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, indices_buffer_.id());
    glEnableVertexAttribArray(0);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, sizeof(RigVertex), offset(offsetof(RigVertex, position)));
    glEnableVertexAttribArray(1);
    glVertexAttribPointer(1, 3, GL_FLOAT, GL_FALSE, sizeof(RigVertex), offset(offsetof(RigVertex, normal)));
    glEnableVertexAttribArray(2);
    glVertexAttribIPointer(2, 4, GL_UNSIGNED_SHORT, sizeof(RigVertex), offset(offsetof(RigVertex, joints)));
    glEnableVertexAttribArray(3);
    glVertexAttribPointer(3, 4, GL_FLOAT, GL_FALSE, sizeof(RigVertex), offset(offsetof(RigVertex, weights)));
    glBindVertexArray(0);

    glBindBuffer(GL_TEXTURE_BUFFER, figures_buffer_.id());
    glBufferData(GL_TEXTURE_BUFFER, sizeof(glm::vec4), nullptr, GL_STREAM_DRAW);
    glBindTexture(GL_TEXTURE_BUFFER, figures_texture_.id());
    glTexBuffer(GL_TEXTURE_BUFFER, GL_RGBA32F, figures_buffer_.id());
}

void RigPass::prepare(const Scene& scene, const glm::vec3& eye) {
    struct Shown {
        const Figure* figure;
        bool copy;  ///< of another time
    };
    std::vector<Shown> order;
    rig_.reset();
    const auto take = [&](const std::vector<Figure>& figures, bool copies) {
        for (const Figure& figure : figures) {
            if (!shows_meshes(figure) || figure.opacity <= 0.0f) continue;
            if (!rig_) rig_ = figure.rig;
            if (figure.rig == rig_) order.push_back({&figure, copies});
        }
    };
    take(scene.figures, false);
    take(scene.ghosts, true);
    texels_.clear();
    figures_ = opaque_ = 0;
    if (!rig_) return;

    // A joint's three rows each, then colour and opacity, then flags.
    texels_a_figure_ = 3 * rig_->rig.joints.size() + 2;
    order.resize(std::min(order.size(), kTexelsMax / texels_a_figure_));
    const auto see_through = std::stable_partition(
        order.begin(), order.end(), [](const Shown& shown) { return shown.figure->opacity >= 1.0f; });
    std::stable_sort(see_through, order.end(), [&eye](const Shown& a, const Shown& b) {
        return glm::distance(a.figure->joints[0], eye) > glm::distance(b.figure->joints[0], eye);
    });
    figures_ = static_cast<int>(order.size());
    opaque_ = static_cast<int>(see_through - order.begin());
    texels_.reserve(order.size() * texels_a_figure_);
    for (const auto& [figure, copy] : order) {
        for (const glm::mat4x3& m : figure->skin)
            for (int row = 0; row < 3; ++row)
                texels_.emplace_back(m[0][row], m[1][row], m[2][row], m[3][row]);
        texels_.emplace_back(to_linear(figure->color), figure->opacity);
        texels_.emplace_back(figure->selected ? 1.0f : 0.0f, copy ? 0.0f : 1.0f, 0.0f, 0.0f);
    }
}

void RigPass::upload() {
    if (texels_.empty()) return;
    if (rig_ != uploaded_) upload_meshes();
    glBindBuffer(GL_TEXTURE_BUFFER, figures_buffer_.id());
    glBufferData(GL_TEXTURE_BUFFER, static_cast<GLsizeiptr>(texels_.size() * sizeof(glm::vec4)),
                 texels_.data(), GL_STREAM_DRAW);
}

void RigPass::upload_meshes() {
    std::vector<RigVertex> vertices;
    std::vector<std::uint32_t> indices;
    for (const SkinnedMesh& mesh : rig_->meshes) {
        const auto first = static_cast<std::uint32_t>(vertices.size());
        for (std::size_t i = 0; i < mesh.positions.size(); ++i)
            vertices.push_back(
                {mesh.positions[i], mesh.normals[i], mesh.influences[i].joints, mesh.influences[i].weights});
        for (const std::uint32_t corner : mesh.triangles) indices.push_back(first + corner);
    }
    glBindVertexArray(array_.id());
    glBindBuffer(GL_ARRAY_BUFFER, vertices_buffer_.id());
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(vertices.size() * sizeof(RigVertex)),
                 vertices.data(), GL_STATIC_DRAW);
    glBufferData(GL_ELEMENT_ARRAY_BUFFER, static_cast<GLsizeiptr>(indices.size() * sizeof(std::uint32_t)),
                 indices.data(), GL_STATIC_DRAW);
    glBindVertexArray(0);
    uploaded_ = rig_;
    vertices_ = static_cast<int>(vertices.size());
    indices_ = static_cast<int>(indices.size());
}

void RigPass::draw(gl::Program& program, int first, int count) const {
    if (count <= 0) return;
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_BUFFER, figures_texture_.id());
    program.set("figures", 0);
    program.set("first_figure", first);
    program.set("texels_a_figure", static_cast<int>(texels_a_figure_));
    glBindVertexArray(array_.id());
    glDrawElementsInstanced(GL_TRIANGLES, indices_, GL_UNSIGNED_INT, nullptr, count);
    glBindVertexArray(0);
}

}  // namespace im::render
