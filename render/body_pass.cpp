#include "render/body_pass.h"

#include <algorithm>
#include <cstddef>

#include <glad/gl.h>
#include <glm/geometric.hpp>

#include "render/color.h"

namespace im::render {

namespace {

// Texels of one figure, as body.vert reads them: three rows of each part's matrix, then colour and opacity,
// then flags.
constexpr std::size_t kTexelsPerFigure = 3 * kParts + 2;

const void* offset(std::size_t bytes) {
    return reinterpret_cast<const void*>(bytes);
}

}  // namespace

BodyPass::BodyPass()
    : meshes_{make_mesh(Detail::Fine), make_mesh(Detail::Medium), make_mesh(Detail::Coarse)} {
    figures_buffer_ = gl::Buffer::make();
    figures_texture_ = gl::Texture::make();
    glBindBuffer(GL_TEXTURE_BUFFER, figures_buffer_.id());
    glBufferData(GL_TEXTURE_BUFFER, sizeof(glm::vec4), nullptr, GL_STREAM_DRAW);
    glBindTexture(GL_TEXTURE_BUFFER, figures_texture_.id());
    glTexBuffer(GL_TEXTURE_BUFFER, GL_RGBA32F, figures_buffer_.id());
}

BodyPass::Mesh BodyPass::make_mesh(Detail detail) {
    const BodyMesh shape = mannequin(detail);
    Mesh mesh{gl::VertexArray::make(), gl::Buffer::make(), gl::Buffer::make(),
              static_cast<int>(shape.vertices.size()), static_cast<int>(shape.indices.size())};
    glBindVertexArray(mesh.array.id());
    glBindBuffer(GL_ARRAY_BUFFER, mesh.vertices_buffer.id());
    glBufferData(GL_ARRAY_BUFFER, static_cast<GLsizeiptr>(shape.vertices.size() * sizeof(BodyVertex)),
                 shape.vertices.data(), GL_STATIC_DRAW);
    glBindBuffer(GL_ELEMENT_ARRAY_BUFFER, mesh.indices_buffer.id());
    glBufferData(GL_ELEMENT_ARRAY_BUFFER,
                 static_cast<GLsizeiptr>(shape.indices.size() * sizeof(std::uint32_t)), shape.indices.data(),
                 GL_STATIC_DRAW);
    glEnableVertexAttribArray(0);
    glVertexAttribPointer(0, 3, GL_FLOAT, GL_FALSE, sizeof(BodyVertex),
                          offset(offsetof(BodyVertex, position)));
    glEnableVertexAttribArray(1);
    glVertexAttribPointer(1, 4, GL_BYTE, GL_TRUE, sizeof(BodyVertex), offset(offsetof(BodyVertex, normal)));
    glEnableVertexAttribArray(2);
    glVertexAttribIPointer(2, 4, GL_UNSIGNED_BYTE, sizeof(BodyVertex), offset(offsetof(BodyVertex, skin)));
    glBindVertexArray(0);
    return mesh;
}

void BodyPass::prepare(const Scene& scene, const glm::vec3& eye) {
    order_.clear();
    const std::size_t own = scene.figures.size();
    const auto figure_of = [&](std::size_t i) -> const Figure& {
        return i < own ? scene.figures[i] : scene.ghosts[i - own];
    };
    for (std::size_t i = 0; i < own + scene.ghosts.size(); ++i)
        if (figure_of(i).joints.size() == kFigureJoints && figure_of(i).opacity > 0.0f && !figure_of(i).rig)
            order_.push_back(i);
    const auto is_opaque = [&](std::size_t i) { return figure_of(i).opacity >= 1.0f; };
    const auto see_through = std::stable_partition(order_.begin(), order_.end(), is_opaque);
    opaque_ = static_cast<int>(see_through - order_.begin());
    const auto farther = [&](std::size_t a, std::size_t b) {
        return glm::distance(figure_of(a).joints[0], eye) > glm::distance(figure_of(b).joints[0], eye);
    };
    if (scene.style == FigureStyle::Both)
        std::stable_sort(order_.begin(), order_.end(), farther);
    else
        std::stable_sort(see_through, order_.end(), farther);

    texels_.clear();
    texels_.reserve(order_.size() * kTexelsPerFigure);
    for (const std::size_t i : order_) {
        const Figure& figure = figure_of(i);
        for (const glm::mat4x3& m : skin_matrices(figure.joints))
            for (int row = 0; row < 3; ++row)
                texels_.emplace_back(m[0][row], m[1][row], m[2][row], m[3][row]);
        texels_.emplace_back(to_linear(figure.color), figure.opacity);
        texels_.emplace_back(figure.selected ? 1.0f : 0.0f, i < own ? 1.0f : 0.0f, 0.0f, 0.0f);
    }
}

void BodyPass::upload() {
    if (texels_.empty()) return;
    glBindBuffer(GL_TEXTURE_BUFFER, figures_buffer_.id());
    glBufferData(GL_TEXTURE_BUFFER, static_cast<GLsizeiptr>(texels_.size() * sizeof(glm::vec4)),
                 texels_.data(), GL_STREAM_DRAW);
}

void BodyPass::draw(gl::Program& program, Detail detail, int first, int count) const {
    if (count <= 0) return;
    glActiveTexture(GL_TEXTURE0);
    glBindTexture(GL_TEXTURE_BUFFER, figures_texture_.id());
    program.set("figures", 0);
    program.set("first_figure", first);
    glBindVertexArray(mesh(detail).array.id());
    glDrawElementsInstanced(GL_TRIANGLES, mesh(detail).indices, GL_UNSIGNED_INT, nullptr, count);
    glBindVertexArray(0);
}

}  // namespace im::render
