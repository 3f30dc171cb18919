#pragma once
// Draws the meshes of a user's own figure, bent by the GPU into the pose of each figure that shows them. All of a scene
// show the same one; it is uploaded when it changes.

#include <cstddef>
#include <memory>
#include <vector>

#include <glm/vec4.hpp>

#include "render/gl_objects.h"
#include "render/gl_program.h"
#include "render/scene.h"

namespace im::render {

class RigPass {
  public:
    RigPass();

    /// Opaque figures come first, then see-through ones, the farthest from `eye` first. No OpenGL calls.
    void prepare(const Scene& scene, const glm::vec3& eye);
    void upload();

    int figures() const { return figures_; }
    int opaque() const { return opaque_; }

    /// Draws `count` figures from `first` on with the program in use, which reads rig.vert's inputs.
    void draw(gl::Program& program, int first, int count) const;
    int vertices() const { return vertices_; }

  private:
    void upload_meshes();

    gl::VertexArray array_;
    gl::Buffer vertices_buffer_, indices_buffer_, figures_buffer_;
    gl::Texture figures_texture_;
    std::shared_ptr<const FigureScene> rig_;       ///< of the figures; null without any
    std::shared_ptr<const FigureScene> uploaded_;  ///< whose meshes the buffers hold
    int vertices_ = 0, indices_ = 0;
    std::vector<glm::vec4> texels_;
    std::size_t texels_a_figure_ = 0;
    int figures_ = 0, opaque_ = 0;
};

}  // namespace im::render
