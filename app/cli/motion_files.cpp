#include "app/cli/motion_files.h"

#include <algorithm>
#include <cctype>

#include <fmt/ranges.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "engine/core/error.h"

namespace im::cli {
namespace fs = std::filesystem;

void add_reading_choices(CLI::App& command, ReadingChoices& choices) {
    const std::string group = "Motion files on skeletons of their own (.bvh .fbx .glb .gltf)";
    command
        .add_option("--map", choices.bones,
                    "Which joint plays which part, where names and shape do not tell: {\"l_hip\": "
                    "\"LeftUpLeg\", ...}")
        ->type_name("FILE.json")
        ->group(group);
    command
        .add_option(
            "--file-up", choices.up,
            "Axis of the file that points up, y or z; default: the one along which its skeleton stands")
        ->type_name("AXIS")
        ->group(group);
}

MotionFileOptions plan_reading(const ReadingChoices& choices) {
    MotionFileOptions options;
    if (!choices.up.empty() && choices.up != "y" && choices.up != "z")
        throw usage_error("--file-up: expected y or z, found \"{}\"", choices.up);
    if (!choices.up.empty()) options.up = choices.up == "z" ? UpAxis::Z : UpAxis::Y;
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
