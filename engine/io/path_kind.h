#pragma once
// What a path that somebody opens or drops is, told by its name and a look into it, so that it can go where it
// belongs.
//
//   const PathIdentity found = identify_path("walk.bvh");
//   found.kind == PathKind::Motion;

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace im {

enum class PathKind {
    Unknown,
    Motion,        ///< a file for read_takes (motion_file.h); one without motion may be a rig all the same
    Rig,           ///< a figure and no motion: .vrm, SMPL's model in an .npz, a BVH without frames
    MotionFolder,  ///< a folder with files of motion in it, and none of the following
    ModelFolder,   ///< has model.json or lora.json
    Dataset,       ///< a folder for load_dataset (dataset.h)
    PromptList,    ///< .txt, or a .json with "prompts"
};
const char* kind_name(PathKind kind);  ///< "motion", "model folder", ...

struct PathIdentity {
    PathKind kind = PathKind::Unknown;
    std::string problem;  ///< why it is nothing that can be opened, opened by the path; empty otherwise
};

/// Reads at most a little of a file, the whole of a .json of up to 64 MB; never throws.
PathIdentity identify_path(const std::filesystem::path& path);

/// The files right in `folder` that read_takes knows by their names, sorted; at most `files_max` of them.
std::vector<std::filesystem::path> motion_files_in(const std::filesystem::path& folder,
                                                   std::size_t files_max = 1000);

}  // namespace im
