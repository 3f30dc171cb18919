#pragma once
// The motion files that export and import read, and the options of reading them.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

#include "engine/io/motion_file.h"

namespace im::cli {

/// As typed.
struct ReadingChoices {
    std::filesystem::path bones;
    std::string up;
    std::optional<double> fps;
    std::string take;
};
/// `takes_by_default`: what the help says of a file that holds several. `fps_names`: of the option that
/// states the rate of a file's frames; --fps stands for it where no clip is written.
void add_reading_choices(CLI::App& command, ReadingChoices& choices,
                         const std::string& takes_by_default = "the first",
                         const std::string& fps_names = "--file-fps,--fps");
/// Throws Usage, and Input for a broken table.
MotionFileOptions plan_reading(const ReadingChoices& choices);

/// y or z as typed for `option`; nothing for nothing. Throws Usage for another one.
std::optional<UpAxis> axis_choice(const char* option, const std::string& typed);

/// Files as given; of folders all that read_motion knows, in any depth, sorted. Throws Input where there is
/// none.
std::vector<std::filesystem::path> motion_files(const std::vector<std::filesystem::path>& given);

/// ".bvh, .fbx, ..."
std::string motion_extension_list();

/// On stderr.
void print_warning(const std::filesystem::path& file, const std::string& warning);

}  // namespace im::cli
