#pragma once
// The door through which motion of any origin enters: files of people's own, on any skeleton, as clips of
// HumanML3D's figure.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/motion/bone_match.h"
#include "engine/motion/figure_scene.h"
#include "engine/motion/motion_clip.h"

namespace im {

struct MotionFileOptions {
    std::optional<double> fps;  ///< of the clip; else the file's
    std::optional<UpAxis> up;   ///< of the file, else as its rig stands (AMASS: Z)
    BoneTable bones;            ///< which joint plays which part, where names and shape do not tell
};

struct MotionFile {
    MotionClip clip;
    BoneTable bones;  ///< as used; empty for files that hold HumanML3D's joints themselves
    std::vector<std::string> warnings;
};

/// .bvh .fbx .gltf .glb: the figure's proportions, on the floor, at the origin, facing +Z in the first frame.
/// .npz: SMPL or AMASS (poses, trans, mocap_framerate), likewise; or the positions that save_clip writes, as
/// they are. .npy: joint positions, as they are, or HumanML3D features (T, 263). .json: as load_clip. Throws
/// Input, naming the file, for what is none of these, is broken, or has no hips and legs that can be told.
MotionFile read_motion(const std::filesystem::path& file, const MotionFileOptions& options = {});
/// With the dot, lower case.
const std::vector<std::string>& motion_extensions();

/// FBX, glTF, BVH or a SMPL model (.npz, smpl_body.h) as a rig to export on: parts assigned, upright, in its
/// rest pose.
std::shared_ptr<const FigureScene> read_rig(const std::filesystem::path& file, const BoneTable& bones = {});

/// The same in two steps, for whoever edits the table between them: the rig as its file has it, names unique,
/// parts assigned as far as they can be told...
FigureScene read_rig_file(const std::filesystem::path& file);
/// ...and made ready. Throws Input for a table that cannot be used (apply_bone_table, retarget_motion).
std::shared_ptr<const FigureScene> rig_to_export_on(FigureScene rig, const BoneTable& bones = {});

/// {"l_hip": "LeftUpLeg", ...}. Throws Input.
BoneTable read_bone_table(const std::filesystem::path& file);
void write_bone_table(const std::filesystem::path& file, const BoneTable& table);

}  // namespace im
