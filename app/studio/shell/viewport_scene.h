#pragma once
// The 3-D picture: what the shown take looks like at the play head, and the camera that looks at it.

#include <optional>

#include <glm/vec2.hpp>

#include "app/studio/shell/posed_scene.h"
#include "app/studio/state/studio_state.h"
#include "render/camera.h"
#include "render/framebuffer.h"
#include "render/renderer.h"
#include "render/scene.h"

namespace im::studio {

class ViewportScene {
  public:
    ViewportScene();  ///< needs a current OpenGL context

    /// Poses the figures for the play head and moves the camera. No OpenGL calls.
    void update(StudioState& state, double elapsed);
    /// Size on the screen in pixels, before texture() is used; texture() has `sharpness` (0..1] as many each way.
    void resize(int width, int height, int samples, float sharpness);
    /// Draws the picture into texture().
    void draw();

    unsigned texture() const { return picture_.color_texture(); }
    glm::vec2 size() const { return size_; }
    const render::Scene& scene() const { return scene_; }
    const render::FrameCost& cost() const { return renderer_.cost(); }

    render::OrbitCamera& camera();  ///< for the mouse: ends a running camera movement
    const render::OrbitCamera& camera() const { return camera_; }
    /// Where a running camera movement goes, else where the camera is.
    const render::OrbitCamera& camera_seen() const { return glide_ ? glide_->to : camera_; }
    std::optional<std::size_t> pick(const glm::vec2& pixel) const;
    /// The joint nearest to a pixel, at most `reach` pixels from it.
    std::optional<render::PickedJoint> joint_at(const glm::vec2& pixel, float reach) const;

  private:
    void move_camera(StudioState& state, float elapsed);
    void take_kept_camera(StudioState& state);
    void follow_figures(float elapsed);
    float aspect() const;
    void glide_to(const render::OrbitCamera& goal);
    std::optional<render::Bounds> bounds_to_frame(const StudioState& state) const;

    struct Glide {
        render::OrbitCamera from, to;
        float progress = 0;  ///< 0..1
    };

    render::Renderer renderer_;
    render::Framebuffer picture_;
    glm::vec2 size_{16, 16};
    render::Scene scene_;
    render::OrbitCamera camera_;
    std::optional<Glide> glide_;
    std::optional<glm::vec3> followed_;  ///< where the followed figures were in the last frame
    bool user_moved_camera_ = false;     ///< since everything was last framed
    std::size_t framed_figures_ = 0;     ///< number of figures that the camera was last set up for
    Arrangement framed_arrangement_ = Arrangement::SideBySide;
};

}  // namespace im::studio
