#pragma once
// Draws skeletons: slender bones and round joints, the left side cool and the right side warm. A rig that has no mesh
// is drawn as its bones, in the figure's colour.

#include <vector>

#include <glm/vec4.hpp>

#include "render/gl_objects.h"
#include "render/gl_program.h"
#include "render/scene.h"

namespace im::render {

class SkeletonPass {
  public:
    SkeletonPass();

    void prepare(const Scene& scene);
    void upload();
    /// Draws all figures with the program in use, which reads skeleton.vert's inputs.
    void draw() const;
    int vertices() const;

  private:
    /// A round solid from a to b; w: thickness, metres.
    struct Solid {
        glm::vec4 a, b;
        glm::vec4 color;  ///< linear light, opacity
    };
    struct Mesh {
        gl::VertexArray array;
        gl::Buffer vertices_buffer, indices_buffer, solids_buffer;
        int vertices = 0, indices = 0;
    };
    static Mesh make_mesh(bool bone);
    static void upload(const Mesh& mesh, const std::vector<Solid>& solids);
    static void draw(const Mesh& mesh, std::size_t count);
    void add_figure(const Figure& figure, const glm::vec3& middle);
    void add_rig(const Figure& figure);

    Mesh bone_, ball_;
    std::vector<Solid> bones_, balls_;
};

}  // namespace im::render
