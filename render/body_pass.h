#pragma once
// Draws mannequins: one mesh, bent by the GPU, as many copies as there are figures in one call.

#include <array>
#include <cstddef>
#include <vector>

#include <glm/vec4.hpp>

#include "render/body_shape.h"
#include "render/gl_objects.h"
#include "render/gl_program.h"
#include "render/scene.h"

namespace im::render {

class BodyPass {
  public:
    BodyPass();

    /// Poses the figures. Opaque ones come first in the buffer, then see-through ones, the
    /// farthest from `eye` first.
    void prepare(const Scene& scene, const glm::vec3& eye);
    void upload();

    int figures() const { return static_cast<int>(order_.size()); }
    int opaque() const { return opaque_; }

    /// Draws `count` figures from `first` on with the program in use, which reads body.vert's inputs.
    void draw(gl::Program& program, Detail detail, int first, int count) const;
    int vertices(Detail detail) const { return mesh(detail).vertices; }

  private:
    struct Mesh {
        gl::VertexArray array;
        gl::Buffer vertices_buffer, indices_buffer;
        int vertices = 0, indices = 0;
    };
    static Mesh make_mesh(Detail detail);

    const Mesh& mesh(Detail detail) const { return meshes_[static_cast<std::size_t>(detail)]; }

    std::array<Mesh, 3> meshes_;  ///< in the order of Detail
    gl::Buffer figures_buffer_;
    gl::Texture figures_texture_;
    std::vector<std::size_t> order_;
    std::vector<glm::vec4> texels_;
    int opaque_ = 0;
};

}  // namespace im::render
