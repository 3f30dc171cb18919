#pragma once
// Draws a Scene into a Framebuffer with OpenGL 3.3 core.
//
//   gladLoadGL(glfwGetProcAddress);              // once, with the context current
//   Renderer renderer;
//   Framebuffer picture(1280, 720, 4);
//   renderer.draw(scene, camera, picture);       // each frame
//   ImGui::Image(picture.color_texture(), size, {0, 1}, {1, 0});

#include <memory>

#include "render/camera.h"
#include "render/framebuffer.h"
#include "render/scene.h"

namespace im::render {

struct FrameCost {
    double prepare_ms = 0;  ///< own CPU work: poses, buffers' contents
    double submit_ms = 0;   ///< inside OpenGL calls; a software rasteriser does part of its drawing there
    int draw_calls = 0;
    int vertices = 0;  ///< over all passes
};

class Renderer {
  public:
    /// Compiles the shaders and builds the meshes. Needs a current OpenGL 3.3 core context with loaded
    /// functions; throws Resource with the driver's message when a shader does not compile.
    Renderer();
    ~Renderer();
    Renderer(Renderer&&) noexcept;
    Renderer& operator=(Renderer&&) noexcept;

    /// Draws the whole picture, background included, and resolves it. Afterwards framebuffer 0 is bound;
    /// depth test, blending and culling are off; nothing else of the caller's OpenGL state is kept.
    void draw(const Scene& scene, const OrbitCamera& camera, Framebuffer& target);

    /// What the last draw() took.
    const FrameCost& cost() const;

  private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

}  // namespace im::render
