#pragma once
// The user's own rig in the save dialog, and which of its bones plays which part.

#include <memory>
#include <string>
#include <vector>

#include "engine/io/motion_file.h"
#include "engine/motion/rig/bone_match.h"
#include "engine/motion/rig/figure_scene.h"

namespace im::studio {

/// What can be exported on is ExportOptions::own_rig: null while anything is missing or wrong here.
struct OwnRig {
    bool chosen = false;  ///< instead of a preset
    std::string file;     ///< as typed
    std::string asked;    ///< read last, or being read
    bool reading = false;
    RigReading choice{{}, "1"};                  ///< of the file's axes and figures, as chosen for `asked`
    std::vector<std::string> takes;              ///< the figures of `asked`
    std::shared_ptr<const FigureScene> as_read;  ///< `asked`; null until it is read
    BoneTable found, bones;                      ///< of every part: as names and shape tell, as edited
    std::vector<BoneProblem> problems;           ///< of `bones`
    std::string error;                           ///< why the file or the bones cannot be used
    std::vector<std::string> file_warnings, warnings;  ///< of reading it; those, and of making it ready
    std::string table_file, table_note;                ///< as typed, and what came of loading or saving it
    bool table_failed = false;
    std::string search;      ///< in the list of bones
    bool list_open = false;  ///< in the frame before
};

}  // namespace im::studio
