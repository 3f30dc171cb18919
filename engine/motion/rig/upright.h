#pragma once
// Rigs out of files lie, lean, look elsewhere or hang below the floor: how they come to stand.

#include <optional>

#include "engine/motion/rig/figure_scene.h"

namespace im {

/// Turns and moves the rig, its motion and its meshes so that it rests upright on y = 0, facing +Z, judged by
/// its known parts; `up` says which axis of the file points up, else it is the one along which the rig
/// stands. Rigs that stand already, up to 2 degrees, stay untouched, and so do those whose hips, legs or feet
/// are not known.
FigureScene stand_upright(FigureScene scene, std::optional<UpAxis> up = std::nullopt);

enum class RestPoseKind {
    Stands,   ///< as it was
    Mended,   ///< a frame took its place
    Crooked,  ///< neither the rest pose nor any frame stands; the straightest of them is the rest pose now
};
/// Some files' rest poses are no pose at all: all bones along one axis, put right by the rotations of each
/// frame. Then the frame in which the figure stands straightest, least twisted, becomes the rest pose, of the
/// meshes, too; joints keep their places in all frames. Judged by hips, legs and trunk; a rig without them
/// counts as one that stands.
RestPoseKind mend_rest_pose(FigureScene& scene);

}  // namespace im
