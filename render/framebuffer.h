#pragma once
// An off-screen picture: colour (RGBA8, display-ready sRGB values) and depth, optionally multisampled.
// Needs a current OpenGL 3.3 context, also when it is destroyed.

#include <cstdint>
#include <vector>

#include "render/gl_objects.h"

namespace im::render {

class Framebuffer {
  public:
    /// Sizes in pixels, at least 1 (smaller values are raised). `samples`: 1 (off), 2, 4, 8; lowered to what
    /// the driver has. Throws Resource when the driver cannot make it (out of memory).
    Framebuffer(int width, int height, int samples = 1);

    /// Does nothing when nothing changes, so it can be called each frame.
    void resize(int width, int height);
    void resize(int width, int height, int samples);

    int width() const { return width_; }
    int height() const { return height_; }
    int samples() const { return samples_; }

    /// The finished picture, a GL_TEXTURE_2D whose first row is the BOTTOM one: with Dear ImGui use
    /// uv0 = (0, 1), uv1 = (1, 0). The name changes when the size does.
    unsigned color_texture() const { return color_.id(); }

    /// Makes it the target of drawing and sets the viewport.
    void bind();
    /// Ends drawing: several samples a pixel become one in color_texture(). Renderer::draw() calls it.
    void resolve();

    /// The finished picture, width x height x 4 bytes (RGBA), TOP row first. Waits for the GPU.
    std::vector<std::uint8_t> read_pixels() const;

  private:
    void create();

    int width_ = 0, height_ = 0, samples_ = 0;
    gl::Texture color_;
    gl::Renderbuffer depth_;        ///< of target_ when there is one sample a pixel
    gl::FramebufferObject target_;  ///< single-sample: holds color_
    gl::Renderbuffer multi_color_, multi_depth_;
    gl::FramebufferObject multi_target_;  ///< only with several samples
};

}  // namespace im::render
