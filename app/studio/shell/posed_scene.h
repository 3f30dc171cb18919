#pragma once
// The drawn scene of a take at a moment: figures, their copies before and after, their ways. No OpenGL.

#include <cstddef>
#include <memory>
#include <vector>

#include <glm/vec3.hpp>

#include "app/studio/state/studio_state.h"
#include "render/scene.h"

namespace im::studio {

/// All that decides the picture of a take, camera aside.
struct PosedScene {
    const Take* take = nullptr;                   ///< null: an empty floor
    const std::vector<MotionClip>* cleaned = {};  ///< shown instead of the take's own clips, as many; or null
    const ViewportForm* form = nullptr;
    int selected = 0;
    int background = 0;  ///< Settings::background
    bool light = false;  ///< Settings::light
    /// The clips on the user's own rig (OwnRigView::shown); null or empty: mannequins.
    const std::vector<std::shared_ptr<const RiggedClip>>* rigged = nullptr;
};

/// On the user's own rig; null: as a mannequin.
const RiggedClip* rigged_clip(const PosedScene& posed, std::size_t figure);
/// The joints that are seen: of the rig, of the clean-up, or the take's own.
const MotionClip& seen_clip(const PosedScene& posed, std::size_t figure);

/// Fills `scene` for the time, seconds from the clips' beginning.
void pose_scene(render::Scene& scene, const PosedScene& posed, double seconds);
/// What the viewport of this state shows.
PosedScene posed_scene_of(const StudioState& state);

/// Grey for the one from before a fine-tuning run, else its number's.
glm::vec3 figure_color(const Figure& figure, std::size_t index);

/// Where figure `index` of `count` stands: moved sideways so that variations do not overlap. Metres.
glm::vec3 figure_offset(Arrangement arrangement, std::size_t index, std::size_t count);

/// Joint positions between two frames of a clip; after its end, the last pose.
std::vector<glm::vec3> pose_at(const MotionClip& clip, double seconds);

}  // namespace im::studio
