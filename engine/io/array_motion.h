#pragma once
// Motion in NumPy's files: SMPL's rotations, joint positions, HumanML3D's features.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/npy.h"
#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/rig/figure_scene.h"

namespace im {

struct ArrayTake {
    std::optional<PosedMotion> pose;  ///< rotations of HumanML3D's figure, Y up, path in metres; else...
    MotionClip clip;                  ///< ...positions, as the file has them but for what warnings tell
    std::vector<std::string> warnings;
    std::string rate_doubt;   ///< as SceneFile's
    bool usual_rate = false;  ///< the doubtful rate is the one that the array's data set has
    std::string take;         ///< in a file that holds several: "1", "2", ...
};

/// SMPL, SMPL+H and SMPL-X: poses (T, 66 or more) or (T, 22 or more, 3), axis times angle, or rotation
/// matrices (T, 22 or more, 3, 3), in one array or as global_orient and body_pose and their kin; trans or
/// transl. The axis that points up is told by `up`, else by pose and path (array_space.h). Else joint
/// positions under any of the names that programs use, as read_npy_takes; their rate from fps,
/// mocap_framerate and the like, else 30 (20 under HumanML3D's names, `positions`, `motion` and `xyz`), with
/// a doubt. Throws Input, telling the arrays there are.
std::vector<ArrayTake> read_npz_takes(const std::filesystem::path& file, std::optional<UpAxis> up);

/// Positions (T, J, 3), (J, 3, T) or (T, 3 J), in a batch of B (B, ...) as B takes; J of 22 or another of
/// SMPL's kin, whose first 22 joints are these, or KIT-ML's 21. 20 frames a second unless the file notes a
/// rate, with a doubt. HumanML3D's features (T, 263), likewise. Throws Input.
std::vector<ArrayTake> read_npy_takes(const std::filesystem::path& file, std::optional<UpAxis> up);

/// Positions of any of these shapes as clips at their skeleton's rate; nothing for another shape.
std::vector<MotionClip> clips_of_positions(const NpyArray& array);

/// Throws Input, opened by `name`, for NaN or Inf.
void check_finite(const std::vector<float>& values, const std::string& name);

}  // namespace im
