#pragma once
// Files that hold a rig and its motion, as they are: axes, unit and rest pose of the file.

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "engine/motion/rig/figure_scene.h"

namespace im {

struct SceneFile {
    FigureScene scene;  ///< parts assigned where the file names them; no motion in it: one frame at rest
    std::vector<std::string> warnings;  ///< what was mended or left out
    std::string rate_doubt = {};  ///< why the frame rate is a guess, and which it is; "": the file states it
    std::string take = {};        ///< its name in a file that holds several takes (take.h)
    /// The names of all: animations in the file where there are several, of read_rig_file figures.
    std::vector<std::string> takes = {};
};

/// The warning of a file without motion, which says nothing to those who want its rig.
inline constexpr std::string_view kNoMotionWarning = "no animation: the rest pose is the only frame";

/// BVH: rotation channels in any order and number, position channels on any joint (places; below the root
/// moves away from OFFSET where they are too small to be places), any white space, UTF-8, -16 or -32, decimal
/// points or commas. Ends of chains become joints "NAME_end". A number of frames other than stated is taken
/// as found, an incomplete last frame left out; frame times as frame_rate.h tells. What was guessed is a
/// warning. The unit is the file's. Memory is bounded by about 100 times the size of the text. Throws Input,
/// naming the line, for what is no BVH, for NaN or Inf and, where motion is needed, for no frames; else
/// MOTION may be missing altogether. A file may hold several blocks of HIERARCHY and MOTION: `read_bvh` and
/// `parse_bvh` give the first.
SceneFile read_bvh(const std::filesystem::path& file);
SceneFile parse_bvh(std::string_view text, const std::string& place);
std::vector<SceneFile> read_bvh_blocks(const std::filesystem::path& file, bool motion_needed = true);
std::vector<SceneFile> parse_bvh_blocks(std::string_view text, const std::string& place,
                                        bool motion_needed = true);

/// FBX (7.1 and later) and glTF 2 with its kin .vrm and .vrma, in metres. `take` chooses among animations
/// (take.h; "" the one that moves the most joints; no matter where there is but one); skinned meshes come
/// with the first. Joints are the bones of skins, LimbNodes and what a VRM's table names, else what moves,
/// else what hangs together. Assimp reads them in a process of its own, whose memory and time are bounded: a
/// file that breaks it is an error here and nothing worse. Throws Input; Resource when no process can be
/// started.
std::vector<SceneFile> read_scene_takes(const std::filesystem::path& file, const std::string& take = "",
                                        int seconds_max = 60);
/// The first of them.
SceneFile read_scene(const std::filesystem::path& file, int seconds_max = 60);

/// The program that read_scene starts, with kSceneReaderOption, the file and the take; it then calls
/// scene_reader_main. Default: this one.
void set_scene_reader(std::filesystem::path program);
inline constexpr std::string_view kSceneReaderOption = "--read-scene";
/// Limits itself, reads the file and writes the scene to stdout. Returns the exit code.
int scene_reader_main(const char* file, const char* take = "");

}  // namespace im
