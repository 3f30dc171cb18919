#pragma once
// A clip on a figure that can leave the program: posed, retargeted to the rig that was chosen, with a body.
//
//   FigureScene scene = figure_of(clip, {.skeleton = "ue5"});

#include <cstdint>
#include <memory>
#include <string>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/motion/rig/figure_scene.h"

namespace im {

/// Which figure, and how it travels.
struct FigureChoice {
    std::string skeleton = "smpl";  ///< a rig preset's name (rig_presets.h)
    /// The user's own rig instead: upright, parts assigned.
    std::shared_ptr<const FigureScene> own_rig = {};
    bool root_motion = false;  ///< the path over the floor on a joint below the hips (root_motion.h)
};

/// The rig with the clip's motion, in metres, Y up; with_body: with meshes around it. Throws Input for a broken clip
/// or rig, Usage for an unknown skeleton and for another one than smpl where the clip is not HumanML3D's figure.
FigureScene figure_of(const MotionClip& clip, const FigureChoice& choice, bool with_body = true);

/// Whose clips have so many joints; null where there is none.
const Skeleton* skeleton_of(std::int64_t joint_count);

}  // namespace im
