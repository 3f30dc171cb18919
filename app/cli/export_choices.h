#pragma once
// The options of every command that writes animation files: which skeleton, in which space, cleaned up how.

#include <filesystem>
#include <string>

#include <CLI/CLI.hpp>

#include "engine/io/clip_io.h"
#include "engine/motion/clean_up/clean_up.h"

namespace im::cli {

/// As typed.
struct ExportChoices {
    std::string skeleton = im::ExportOptions{}.skeleton;
    std::filesystem::path rig, rig_bones, rig_bones_out;
    std::string rig_up, rig_take;
    std::string up = "y";
    std::string unit;  ///< "m", "cm" or metres in one unit; "": the format's own
    std::string order = EulerOrder{}.name();
    std::string root = "hips";
    bool no_end_sites = false, no_body = false;
    CleanUpOptions clean_up;
};

void add_export_choices(CLI::App& command, ExportChoices& choices);

struct ExportPlan {
    im::ExportOptions format;
    CleanUpOptions clean_up;
    std::vector<std::string> rig_warnings;  ///< printed already
};
/// To be called before any work: reads --rig. Throws Usage for what makes no sense, Input for a rig that
/// cannot be used.
ExportPlan plan_export(const ExportChoices& choices);

}  // namespace im::cli
