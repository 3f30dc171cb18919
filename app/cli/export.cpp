// instructmotion export CLIP -o FILE

#include <memory>

#include <fmt/format.h>

#include "app/cli/command.h"
#include "app/cli/output_files.h"
#include "engine/io/clip_io.h"

namespace im::cli {
namespace {

struct ExportOptions {
    std::filesystem::path clip;
    std::vector<std::filesystem::path> outputs;
};

int run_export(const Context& context, const ExportOptions& options) {
    check_outputs(options.outputs);
    const MotionClip clip = load_clip(options.clip);
    for (const std::filesystem::path& file : options.outputs) {
        save_clip(file, clip, {});
        if (context.options.json) {
            print_json({{"file", file.string()},
                        {"frames", clip.frame_count()},
                        {"joints", clip.joint_count},
                        {"fps", clip.fps},
                        {"seconds", clip.seconds()}});
        } else {
            fmt::print("{}: {} frames, {:.1f} s\n", file.string(), clip.frame_count(), clip.seconds());
        }
    }
    return 0;
}

}  // namespace

void add_export(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("export", "Writes a saved clip in another format");
    auto options = std::make_shared<ExportOptions>();
    command->add_option("clip", options->clip, "A clip saved as .npy or .json")
        ->required()
        ->type_name("CLIP");
    command
        ->add_option("-o,--out", options->outputs,
                     "File to write: .bvh, .fbx, .glb, .npy, .npz, .csv or .json; may be given several times")
        ->required()
        ->type_name("FILE")
        ->allow_extra_args(false);
    command->callback(
        [&context, options] { context.run = [&context, options] { return run_export(context, *options); }; });
}

}  // namespace im::cli
