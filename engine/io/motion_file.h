#pragma once
// The door through which motion of any origin enters: files of people's own, on any skeleton, as clips of
// HumanML3D's figure.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/io/scene_file.h"
#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/rig/bone_match.h"
#include "engine/motion/rig/figure_scene.h"

namespace im {

struct MotionFileOptions {
    std::optional<double> fps = {};       ///< of the clip; else the file's
    std::optional<UpAxis> up = {};        ///< of the file, else as its rig, its pose and its path stand
    BoneTable bones = {};                 ///< which joint plays which part, where names and shape do not tell
    std::optional<double> file_fps = {};  ///< of the file's frames, whatever it states
    /// Of its frames where it states no rate that makes sense and its kind has no usual one.
    std::optional<double> unstated_fps = {};
    std::string take = {};  ///< which of several takes: "" the first (take.h)
};

struct MotionFile {
    MotionClip clip;
    BoneTable bones;  ///< as used; empty for files that hold HumanML3D's joints themselves
    std::vector<std::string> warnings;
    std::string take = {};  ///< its name, or number, in a file that holds several
};

/// .bvh .fbx .gltf .glb  the figure's proportions, on the floor, at the origin, facing +Z in the first frame
/// .npz                  SMPL or AMASS (poses, trans, mocap_framerate), likewise; or the positions that
///                       save_clip writes, as they are
/// .npy                  joint positions, as they are, or HumanML3D features (T, 263)
/// .json                 as load_clip
/// Throws Input, naming the file, for what is none of these, is broken, or has no hips and legs that can be
/// told; Usage for all of several takes.
MotionFile read_motion(const std::filesystem::path& file, const MotionFileOptions& options = {});
/// Every take that the options choose, one at least. A file's warnings are the first one's.
std::vector<MotionFile> read_takes(const std::filesystem::path& file, const MotionFileOptions& options = {});
/// With the dot, lower case.
const std::vector<std::string>& motion_extensions();

struct RigReading {
    std::optional<UpAxis> up = {};  ///< of the file, else the axis along which the rig stands
    std::string take = {};          ///< which of several figures: "" the first (take.h)
};

/// FBX, glTF, BVH (with or without motion) or a SMPL model (.npz, smpl_body.h) as a rig to export on: parts
/// assigned, upright, in its rest pose. What was mended or guessed is added to `warnings`.
std::shared_ptr<const FigureScene> read_rig(const std::filesystem::path& file, const BoneTable& bones = {},
                                            const RigReading& reading = {},
                                            std::vector<std::string>* warnings = nullptr);

/// The same in two steps, for whoever edits the table between them: the rig as its file has it, with its
/// motion, names unique, parts assigned as far as they can be told...
SceneFile read_rig_file(const std::filesystem::path& file, const RigReading& reading = {});
/// ...and made ready: where the rest pose is no pose that stands, the straightest frame of the motion takes
/// its place (mend_rest_pose). Throws Input for a table that cannot be used (apply_bone_table,
/// retarget_motion).
std::shared_ptr<const FigureScene> rig_to_export_on(FigureScene rig, const BoneTable& bones = {},
                                                    const RigReading& reading = {},
                                                    std::vector<std::string>* warnings = nullptr);

/// {"l_hip": "LeftUpLeg", ...}. Throws Input.
BoneTable read_bone_table(const std::filesystem::path& file);
void write_bone_table(const std::filesystem::path& file, const BoneTable& table);

}  // namespace im
