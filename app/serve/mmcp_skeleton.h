#pragma once
// The rigs of MMCP's requests: names, parents and places at rest, with frames along the world's axes. Any rig
// with hips and legs is served: motion is put onto its bones where it stands.

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <glm/gtc/quaternion.hpp>
#include <glm/vec3.hpp>
#include <nlohmann/json.hpp>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/rig/figure_scene.h"

namespace im::serve {

inline constexpr std::size_t kRigJointsMax = 4096;

struct ServedRig {
    Rig rig;  ///< as sent, all joints unrotated; the root is the first one; roles are known
    /// The same, upright at the origin, facing +Z: what motion is retargeted to. Null: the rig is the model's
    /// own figure.
    std::shared_ptr<const FigureScene> upright;
    glm::dquat stood_up{1, 0, 0, 0};  ///< turns the rig as sent into the upright one
    double heading = 0;               ///< radians about +Y from +Z: where it faces as sent
};

/// MMCP's Skeleton: `joints` of names, parents, rest_translation (metres, along the world's axes) and
/// rest_rotation, which is checked and, as the protocol allows, not applied. Throws ApiError 422
/// schema_validation for what is no Skeleton, 400 invalid_skeleton for no or several roots, joints before
/// their parents, names that occur twice, and rigs whose hips and legs cannot be told.
ServedRig read_skeleton(const nlohmann::json& skeleton);

/// The figure that models of this program know, as a Skeleton.
nlohmann::json canonical_skeleton();

/// Where a motion begins on the floor.
struct MotionStart {
    std::optional<glm::dvec2> place;  ///< x, z of the root in the first frame, metres; else where the rig is
    std::optional<double> heading;    ///< radians; else where the rig faces
};

/// How a clip is put there: turned by `turn`, frame 0's root over `place` (x, z).
struct TrackPlacement {
    glm::dquat turn{1, 0, 0, 0};
    glm::dvec2 place{0, 0};
};
TrackPlacement placement_of(const MotionClip& clip, const ServedRig& rig, const MotionStart& start);

struct RigTrack {
    double fps = 20;
    std::vector<glm::dquat> rotations;  ///< T x J, from rest, in the parent's frame
    std::vector<glm::dvec3> root;       ///< T, places of the root joint in the world, metres
    int frame_count() const { return static_cast<int>(root.size()); }
};

/// Throws Input for a clip that is not of HumanML3D's figure.
RigTrack track_of(const MotionClip& clip, const ServedRig& rig, const MotionStart& start);

}  // namespace im::serve
