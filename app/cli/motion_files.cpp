#include "app/cli/motion_files.h"

#include <algorithm>
#include <cctype>

#include <fmt/ranges.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "engine/core/error.h"

namespace im::cli {
namespace fs = std::filesystem;
namespace {

constexpr double kFpsMax = 1000;

}  // namespace

void add_reading_choices(CLI::App& command, ReadingChoices& choices, const std::string& takes_by_default,
                         const std::string& fps_names) {
    const std::string group = "Motion files of other programs";
    command
        .add_option("--map", choices.bones,
                    "Which joint plays which part, where names and shape do not tell: {\"l_hip\": "
                    "\"LeftUpLeg\", ...}")
        ->type_name("FILE.json")
        ->group(group);
    command
        .add_option(
            "--file-up", choices.up,
            "Axis of the file that points up, y or z; default: as its skeleton, its pose and its path stand")
        ->type_name("AXIS")
        ->group(group);
    command
        .add_option(fps_names, choices.fps,
                    "Frames a second in the file, whatever it states; default: what it states")
        ->type_name("N")
        ->group(group);
    command
        .add_option("--take", choices.take,
                    "Which of a file's several takes or figures: a name, a number from 1, or all; default: " +
                        takes_by_default)
        ->type_name("NAME|N|all")
        ->group(group);
}

std::optional<UpAxis> axis_choice(const char* option, const std::string& typed) {
    if (typed.empty()) return std::nullopt;
    if (typed != "y" && typed != "z") throw usage_error("{}: expected y or z, found \"{}\"", option, typed);
    return typed == "z" ? UpAxis::Z : UpAxis::Y;
}

MotionFileOptions plan_reading(const ReadingChoices& choices) {
    MotionFileOptions options;
    options.up = axis_choice("--file-up", choices.up);
    if (choices.fps && !(*choices.fps >= 1 && *choices.fps <= kFpsMax))
        throw usage_error("--file-fps: expected 1 to {}, found {}", kFpsMax, *choices.fps);
    options.file_fps = choices.fps;
    options.take = choices.take;
    if (!choices.bones.empty()) options.bones = read_bone_table(choices.bones);
    return options;
}

std::vector<fs::path> motion_files(const std::vector<fs::path>& given) {
    const auto& known = motion_extensions();
    const auto readable = [&known](const fs::path& file) {
        std::string extension = file.extension().string();
        std::transform(extension.begin(), extension.end(), extension.begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        return std::find(known.begin(), known.end(), extension) != known.end();
    };
    std::vector<fs::path> files;
    for (const fs::path& path : given) {
        std::error_code code;
        if (!fs::is_directory(path, code)) {
            files.push_back(path);
            continue;
        }
        std::vector<fs::path> found;
        for (fs::recursive_directory_iterator it(path, fs::directory_options::skip_permission_denied, code),
             end;
             !code && it != end; it.increment(code)) {
            std::error_code ignored;
            if (it->is_regular_file(ignored) && readable(it->path())) found.push_back(it->path());
        }
        if (code) throw input_error("{}: cannot be read: {}", path.string(), code.message());
        if (found.empty())
            throw input_error("{}: expected files ending in {}, found none", path.string(),
                              fmt::join(known, ", "));
        std::sort(found.begin(), found.end());
        files.insert(files.end(), found.begin(), found.end());
    }
    return files;
}

std::string motion_extension_list() {
    return fmt::format("{}", fmt::join(motion_extensions(), ", "));
}

void print_warning(const fs::path& file, const std::string& warning) {
    end_status();
    fmt::print(stderr, "instructmotion: warning: {}: {}\n", printable(file.string()), printable(warning));
}

}  // namespace im::cli
