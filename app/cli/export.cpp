// instructmotion export CLIP... -o FILE

#include <algorithm>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/export_choices.h"
#include "app/cli/motion_files.h"
#include "app/cli/output_files.h"
#include "engine/core/error.h"
#include "engine/io/clip_io.h"

namespace im::cli {
namespace {

namespace fs = std::filesystem;

struct ExportOptions {
    std::vector<fs::path> clips;
    std::vector<fs::path> outputs;
    ReadingChoices reading;
    ExportChoices files;
};

/// Every file that will be written, by clip. Throws Usage when two clips would go into one file.
std::vector<std::vector<fs::path>> targets_of(const std::vector<fs::path>& clips,
                                              const ExportOptions& options) {
    std::vector<std::vector<fs::path>> targets(clips.size());
    std::set<fs::path> taken;
    for (const fs::path& output : options.outputs) {
        if (clips.size() > 1 && !is_name_pattern(output))
            throw usage_error(
                "{}: {} clips would go into one file; expected {{name}} or {{number}} in its name",
                output.string(), clips.size());
        for (std::size_t i = 0; i < clips.size(); ++i) {
            const fs::path file = named(output, clips[i].stem().string(), static_cast<int>(i) + 1,
                                        static_cast<int>(clips.size()));
            if (!taken.insert(file).second)
                throw usage_error(
                    "{}: two clips would go into this file, {} is one of them; {{number}} tells them apart",
                    file.string(), clips[i].string());
            targets[i].push_back(file);
        }
    }
    return targets;
}

/// NAME.ext -> NAME-TAKE.ext, or with the take's number where it has no name or another one took that.
fs::path of_take(const fs::path& file, const std::string& take, std::size_t number,
                 std::set<fs::path>& taken) {
    fs::path out = named(file.stem().string() + "-{name}" + file.extension().string(),
                         take.empty() ? std::to_string(number) : take, 0, 0);
    out = file.parent_path() / out;
    if (taken.insert(out).second) return out;
    out.replace_filename(fmt::format("{}-{}{}", out.stem().string(), number, out.extension().string()));
    taken.insert(out);
    return out;
}

void export_one(const Context& context, const fs::path& from, const std::vector<fs::path>& to,
                const MotionFileOptions& reading, const ExportPlan& plan) {
    const std::vector<MotionFile> takes = read_takes(from, reading);
    std::set<fs::path> taken;
    for (std::size_t i = 0; i < takes.size(); ++i) {
        for (const std::string& warning : takes[i].warnings) print_warning(from, warning);
        const MotionClip clip = clean_up(takes[i].clip, plan.clean_up);
        for (const fs::path& target : to) {
            const fs::path file = takes.size() == 1 ? target : of_take(target, takes[i].take, i + 1, taken);
            const MotionClip saved = clip_as_saved(file, clip, plan.format);
            save_clip(file, saved, {}, plan.format);
            if (context.options.json) {
                nlohmann::json line = {
                    {"clip", from.string()},        {"file", file.string()}, {"frames", saved.frame_count()},
                    {"joints", saved.joint_count},  {"fps", saved.fps},      {"seconds", saved.seconds()},
                    {"warnings", takes[i].warnings}};
                if (takes.size() > 1) line["take"] = takes[i].take;
                print_json(line);
            } else {
                end_status();
                fmt::print("{}: {} frames, {:.1f} s\n", file.string(), saved.frame_count(), saved.seconds());
            }
        }
    }
}

int run_export(const Context& context, const ExportOptions& options) {
    const std::vector<fs::path> clips = motion_files(options.clips);
    const auto targets = targets_of(clips, options);
    for (const auto& files : targets) check_outputs(files);
    const ExportPlan plan = plan_export(options.files);
    MotionFileOptions reading = plan_reading(options.reading);
    reading.unstated_fps = plan.clean_up.fps;

    std::vector<std::string> failures;
    ErrorKind worst = ErrorKind::Input;
    for (std::size_t i = 0; i < clips.size(); ++i) {
        if (context.stop.stop_requested())
            throw Error(ErrorKind::Interrupted,
                        fmt::format("interrupted after {} of {} clips", i, clips.size()));
        if (clips.size() > 1 && !context.options.json && stderr_is_terminal())
            show_status(fmt::format("exporting {}/{}  {}", i + 1, clips.size(),
                                    printable(clips[i].filename().string())));
        try {
            export_one(context, clips[i], targets[i], reading, plan);
        } catch (const Error& error) {
            // A broken clip does not keep the others back; a full disk would.
            if (clips.size() == 1 || error.kind() == ErrorKind::Resource) throw;
            failures.push_back(error.what());
            worst = error.kind();
        }
    }
    end_status();
    if (failures.empty()) return 0;
    throw Error(worst, fmt::format("{} of {} clips were not exported:\n  {}", failures.size(), clips.size(),
                                   fmt::join(failures, "\n  ")));
}

}  // namespace

void add_export(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("export", "Writes clips in another format, on another skeleton, cleaned up");
    auto options = std::make_shared<ExportOptions>();
    command
        ->add_option("clips", options->clips, "Clips (" + motion_extension_list() + "), or folders of them")
        ->required()
        ->type_name("CLIP");
    command
        ->add_option("-o,--out", options->outputs,
                     "File to write (" + clip_extension_list() +
                         "); may be given several times. {name} and {number} in it stand for each clip's own")
        ->required()
        ->type_name("FILE")
        ->allow_extra_args(false);
    add_export_choices(*command, options->files);
    add_reading_choices(*command, options->reading, "the first", "--file-fps");
    command->footer(
        "Several clips: -o 'out/{name}.fbx'. A file appears under its name only when it is complete.");
    command->callback(
        [&context, options] { context.run = [&context, options] { return run_export(context, *options); }; });
}

}  // namespace im::cli
