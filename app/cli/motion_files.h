#pragma once
// The motion files that export and import read, and the options of reading them.

#include <filesystem>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "engine/io/motion_file.h"

namespace im::cli {

/// As typed.
struct ReadingChoices {
    std::filesystem::path bones;
    std::string up;
};
void add_reading_choices(CLI::App& command, ReadingChoices& choices);
/// Throws Usage, and Input for a broken table.
MotionFileOptions plan_reading(const ReadingChoices& choices);

/// Files as given; of folders all that read_motion knows, in any depth, sorted. Throws Input where there is
/// none.
std::vector<std::filesystem::path> motion_files(const std::vector<std::filesystem::path>& given);

/// ".bvh, .fbx, ..."
std::string motion_extension_list();

/// On stderr.
void print_warning(const std::filesystem::path& file, const std::string& warning);

}  // namespace im::cli
