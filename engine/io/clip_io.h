#pragma once
// The one door through which clips leave and enter: saving and loading by file extension.

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/motion/representation/euler.h"
#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/rig/figure_scene.h"

namespace im {

struct ClipMetadata {
    std::string prompt;
    std::uint64_t seed = 0;
    std::string model;
    std::vector<int> tokens;
};

struct ExportOptions {
    std::string skeleton = "smpl";  ///< a rig preset's name (rig_presets.h)
    /// The user's own rig instead: upright, parts assigned (read_rig).
    std::shared_ptr<const FigureScene> own_rig;
    UpAxis up = UpAxis::Y;                  ///< BVH and FBX; glTF is always Y up
    std::optional<double> metres_per_unit;  ///< BVH and FBX; none: the format's own
    EulerOrder order;                       ///< BVH's rotation channels
    bool root_motion = false;  ///< the path over the floor on a joint below the hips (root_motion.h)
    bool end_sites = true;     ///< BVH
    bool body = true;          ///< FBX: a skinned body around the rig; glTF always has one
    bool any_rate = false;  ///< .npy at the clip's own rate, noted in the header, else at the skeleton's (20)
};

/// All that is known of a format: save_clip, load_clip, the save dialog and the command line follow it.
struct ClipFormat {
    std::string extension;  ///< with the dot, lower case
    std::string title;      ///< for lists: "FBX (Unreal, Unity, Maya, Blender)"
    bool has_rig = false;   ///< a skeleton with rotations, so that ExportOptions count; else joint positions
    /// The unit where ExportOptions names none. Without one, `up` and the unit cannot be chosen: metres, Y up.
    std::optional<double> metres_per_unit = {};
    bool has_order = false;   ///< of rotation channels
    bool states_rate = true;  ///< else a clip is written at its skeleton's rate, unless any_rate is asked for
    /// Writes a clip that was checked, atomically.
    void (*write)(const std::filesystem::path& file, const MotionClip& clip, const ClipMetadata& metadata,
                  const ExportOptions& options) = nullptr;
    /// For load_clip; null: it is no format that holds a clip as it is (read_takes, motion_file.h, may know it).
    /// Sets `rate_stated` where the file states the frame rate.
    MotionClip (*read)(const std::filesystem::path& file, bool& rate_stated) = nullptr;
};
/// One row a format: .bvh .fbx .glb, and .npy .npz .csv .json for programs.
const std::vector<ClipFormat>& clip_formats();
/// The extensions of clip_formats.
const std::vector<std::string>& clip_extensions();
/// By its extension, in any case; null for one that is not known.
const ClipFormat* clip_format_of(const std::filesystem::path& file);

/// Throws Usage for an unknown extension (names the known ones): call before any work is done.
void check_clip_path(const std::filesystem::path& file);
/// The rig that the options name, with the clip's motion, in metres, Y up. Throws Input for a broken clip or
/// rig, Usage for an unknown skeleton and for another one than smpl where the clip is not HumanML3D's figure.
FigureScene export_scene(const MotionClip& clip, const ExportOptions& options, bool with_body = true);
/// The clip with the frames that save_clip writes to the file: whoever reads .npy takes HumanML3D's 20 a
/// second for granted.
MotionClip clip_as_saved(const std::filesystem::path& file, const MotionClip& clip,
                         const ExportOptions& options = {});
/// Written atomically. Throws as export_scene and check_clip_path; Resource when the file cannot be written.
void save_clip(const std::filesystem::path& file, const MotionClip& clip, const ClipMetadata& metadata,
               const ExportOptions& options = {});
/// .npy and .json. Throws Input for a wrong shape, NaN/Inf, or no frames. `rate_stated`: whether the file
/// states the frame rate, else it is the skeleton's.
MotionClip load_clip(const std::filesystem::path& file, bool* rate_stated = nullptr);

}  // namespace im
