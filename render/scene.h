#pragma once
// What to draw in one frame, as plain data. Colours are sRGB 0..1, as colour pickers show them.

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <glm/mat4x3.hpp>
#include <glm/vec2.hpp>
#include <glm/vec3.hpp>

#include "engine/motion/rig/figure_scene.h"
#include "render/camera.h"

namespace im::render {

/// Joints of a figure: HumanML3D's 22, in the order of engine/motion/representation/skeleton.h.
inline constexpr std::size_t kFigureJoints = 22;

/// A joint's way through the air around the play head, one point a frame.
struct Trail {
    std::vector<glm::vec3> points;  ///< world, metres
    std::vector<float> ages;        ///< as many; -1 the oldest, 0 the play head, 1 farthest ahead
    std::vector<float> frames;      ///< as many; the frames' numbers: each gets a dot
};

struct Figure {
    /// 22 world positions, metres; a figure with another number is not drawn.
    std::vector<glm::vec3> joints{};
    glm::vec3 color{0.80f, 0.78f, 0.74f};
    float opacity = 1.0f;   ///< below 1: a see-through ghost, for comparisons; 0 hides it
    bool selected = false;  ///< ring on the ground and a brighter edge
    /// On the ground: left ankle, left ball, right ankle, right ball (the features' order).
    std::array<bool, 4> contacts{};
    /// Path of the pelvis, oldest first, metres; drawn on the ground, the newest end strongest.
    std::vector<glm::vec3> root_trail{};
    std::vector<Trail> trails{};  ///< before the play head cool, after it warm
    std::string label{};          ///< not drawn here: the user interface puts it at label_anchor()
    /// Drawn instead of mannequin and skeleton, with the meshes that it has, else as its bones; the same one for all
    /// figures of a scene, or null.
    std::shared_ptr<const FigureScene> rig{};
    std::vector<glm::mat4x3> skin{};  ///< of its joints, from the rest pose to this one, world space
};

/// Whether it is drawn as the meshes of its rig, or as the bones of a rig without any.
bool shows_meshes(const Figure& figure);
bool shows_rig_bones(const Figure& figure);

enum class FigureStyle {
    Body,      ///< mannequin
    Skeleton,  ///< joints and bones, left cool, right warm
    Both,      ///< the skeleton inside a see-through mannequin
};

struct Background {
    glm::vec3 zenith{0.082f, 0.088f, 0.104f};
    glm::vec3 horizon{0.190f, 0.200f, 0.224f};  ///< also the fog into which the ground fades
    glm::vec3 ground{0.205f, 0.214f, 0.236f};   ///< the floor near the figures
};

struct Scene {
    std::vector<Figure> figures;
    /// Copies of figures at other times: drawn see-through, without shadow or marks, and never picked.
    std::vector<Figure> ghosts{};
    FigureStyle style = FigureStyle::Body;
    bool show_grid = true;
    bool show_shadow = true;
    bool show_contacts = true;
    bool show_trail = true;
    glm::vec3 sun{-0.50f, 0.80f, 0.50f};  ///< direction towards the sun, y > 0, any length
    Background background;
    glm::vec3 accent{0.32f, 0.66f, 1.0f};  ///< selection ring
};

/// Colour of the variation with this number: 16 that differ in lightness as well as hue, so that they stay
/// apart on a dark background and for colour-blind users. Larger numbers repeat.
glm::vec3 variation_color(std::size_t index);
inline constexpr std::size_t kVariationColors = 16;

/// Colours of the skeleton's sides, for legends.
glm::vec3 left_color();
glm::vec3 right_color();
glm::vec3 middle_color();

/// A box around all drawn figures (with the thickness of their bodies), for OrbitCamera::frame(); nothing
/// without a figure.
struct Bounds {
    glm::vec3 min, max;
};
std::optional<Bounds> bounds(const Scene& scene);

/// Where a figure's label goes: a little above its head.
glm::vec3 label_anchor(const Figure& figure);

/// The figure that the line of sight meets first, for selection with the mouse.
std::optional<std::size_t> pick(const Scene& scene, const Ray& ray);

struct PickedJoint {
    std::size_t figure, joint;
    glm::vec2 pixel;  ///< where it is in the picture
};
/// The joint that is nearest to a pixel of a picture of `size` pixels, at most `reach` pixels away.
std::optional<PickedJoint> pick_joint(const Scene& scene, const OrbitCamera& camera, const glm::vec2& pixel,
                                      const glm::vec2& size, float reach);

}  // namespace im::render
