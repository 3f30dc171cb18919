#pragma once
// The viewer's eye: an orbit camera around a target, and the way from world points to pixels and back.
// World: metres, Y up, floor at y = 0, right-handed. Pixels: origin top left, x right, y down.

#include <optional>

#include <glm/mat4x4.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

namespace im::render {

/// A person who faces +Z is seen from the front by View::Front and from her left side (+X) by View::Side.
enum class View { Front, Back, Side, OtherSide, Top, ThreeQuarter };

struct Ray {
    glm::vec3 origin;
    glm::vec3 direction;  ///< unit length
};

struct OrbitCamera {
    glm::vec3 target{0.0f, 0.9f, 0.0f};  ///< the point that stays in the middle, metres
    float distance = 4.2f;               ///< eye to target, metres, kMinDistance..kMaxDistance
    float yaw = 0.6f;                    ///< radians around Y; 0: the eye is towards +Z, pi/2: towards +X
    float pitch = 0.22f;                 ///< radians above the horizon, -kMaxPitch..kMaxPitch
    float fov_y = 0.61f;  ///< vertical field of view, radians (0.61: 35 degrees, a portrait lens)

    bool operator==(const OrbitCamera&) const = default;

    static constexpr float kMinDistance = 0.3f;
    static constexpr float kMaxDistance = 80.0f;
    static constexpr float kMaxPitch = 1.5533f;  ///< 89 degrees: the up direction stays defined

    /// Turns around the target by a mouse drag of (dx, dy) pixels; dragging right
    /// turns the scene to the right.
    void orbit(float dx, float dy);
    /// Moves the target in the picture plane so that what is under the cursor stays there.
    void pan(float dx, float dy, float viewport_height);
    /// Mouse-wheel steps; positive: closer. Ten per cent of the distance each.
    void zoom(float steps);
    /// Moves the target smoothly towards `point` (time constant 0.25 s), independent of the
    /// frame rate. `dt`: seconds.
    void follow(const glm::vec3& point, float dt);
    /// Looks at a box from the present direction, so that it just fills the picture.
    void frame(const glm::vec3& bounds_min, const glm::vec3& bounds_max, float aspect);
    /// Turns to a named direction; target and distance stay.
    void look(View named);

    glm::vec3 eye() const;
    glm::mat4 view() const;
    /// OpenGL clip space, depth -1..1. `aspect`: width / height. Near and far follow the distance.
    glm::mat4 projection(float aspect) const;

    /// Pixel of a world point in a viewport of `size` pixels; nothing for a point behind the eye.
    /// The pixel may lie outside of the viewport.
    std::optional<glm::vec2> project(const glm::vec3& point, const glm::vec2& size) const;
    /// The line of sight through a pixel.
    Ray ray(const glm::vec2& pixel, const glm::vec2& size) const;
};

/// The camera between two others (t = 0..1), for animated changes of view; yaw takes the short way round.
OrbitCamera blend(const OrbitCamera& from, const OrbitCamera& to, float t);

}  // namespace im::render
