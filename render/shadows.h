#pragma once
// The two shadows of a frame. On bodies: a depth map from the sun. On the floor: the figures squashed onto
// y = 0 along the sun's rays and blurred twice; the height of what casts the shadow chooses between the sharp
// and the soft picture, so that a shadow starts crisp at the feet and softens with distance. A third picture
// of the floor holds how much of the sky the bodies hide.

#include <functional>
#include <span>

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "render/gl_objects.h"
#include "render/gl_program.h"
#include "render/ground_marks.h"
#include "render/scene.h"

namespace im::render {

/// The part of the floor that the floor's shadow pictures cover: x and z, metres.
struct GroundRect {
    glm::vec2 min{0.0f}, size{1.0f};
};

/// Unit vector towards the sun, at least 25 degrees above the horizon, so that
/// shadows stay near their figures.
glm::vec3 sun_direction(const Scene& scene);
/// World to the sun's clip space, tight around a box.
glm::mat4 sun_matrix(const Bounds& box, const glm::vec3& sun);
/// The floor on which a box can throw a shadow or darkness.
GroundRect shadow_rect(const Bounds& box, const glm::vec3& sun);
/// World to the clip space of the floor's picture: along the sun's rays onto y = 0; depth -1..1 is height
/// 0..kShadowHeight.
glm::mat4 squash_matrix(const GroundRect& rect, const glm::vec3& sun);
inline constexpr float kShadowHeight = 3.0f;

class Shadows {
  public:
    Shadows();

    /// Draws both shadows of the frame. `draw_casters(matrix)` draws all figures with the matrix
    /// world-to-clip.
    void update(const Bounds& box, const glm::vec3& sun, std::span<const OcclusionVertex> occlusion,
                const std::function<void(const glm::mat4&)>& draw_casters);

    /// Gives the pictures to lighting.glsl (texture units 1) and sky_ground.frag (2 to 4).
    void bind(gl::Program& program) const;

  private:
    struct Picture {
        gl::Texture texture;
        gl::FramebufferObject target;
        int size = 0;
    };
    static Picture make_picture(int size, unsigned format);
    void filter(gl::Program& program, const Picture& from, const Picture& to, const glm::vec2& tap);
    void draw_occlusion(std::span<const OcclusionVertex> vertices);

    gl::Texture sun_map_;
    gl::FramebufferObject sun_target_;
    Picture raw_, crisp_, soft_, soft_middle_, occlusion_;
    gl::Renderbuffer raw_depth_;
    gl::Program soften_program_, blur_program_, occlusion_program_;
    gl::VertexArray empty_array_, occlusion_array_;
    gl::Buffer occlusion_buffer_;
    glm::mat4 sun_matrix_{1.0f};
    GroundRect rect_;
};

}  // namespace im::render
