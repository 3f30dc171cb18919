// instructmotion edit CLIP|SCENE --between FROM TO --prompt TEXT -o FILE

#include <algorithm>
#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/console.h"
#include "app/cli/directed.h"
#include "app/cli/edit.h"
#include "app/cli/motion_files.h"
#include "app/cli/output_files.h"
#include "engine/core/error.h"
#include "engine/core/fresh_seed.h"
#include "engine/core/json_reader.h"
#include "engine/direct/scene_json.h"
#include "engine/io/clip_io.h"
#include "engine/io/motion_file.h"

namespace im::cli {
namespace {

namespace fs = std::filesystem;

struct EditOptions {
    fs::path input;
    std::vector<double> between, trim;
    std::optional<double> onward, seconds, tempo;
    std::optional<int> loop;
    bool mirror = false, reverse = false;
    std::string prompt;
    int candidates = SceneEdit{}.candidates, variations = 1, variation = 1;
    int figure = 1;
    std::vector<fs::path> outputs;
    fs::path save_scene;
    ExportChoices files;
};

/// The edits as typed, in the order in which they are done.
std::vector<SceneEdit> edits_of(const EditOptions& options, std::uint64_t seed) {
    std::vector<SceneEdit> edits;
    const auto add = [&](EditKind kind) -> SceneEdit& {
        edits.emplace_back().kind = kind;
        return edits.back();
    };
    if (!options.between.empty() && options.onward)
        throw usage_error("expected one of --between and --onward, found both");
    if (!options.between.empty()) {
        auto& edit = add(EditKind::Between);
        edit.from = options.between[0];
        edit.to = options.between[1];
    }
    if (options.onward) {
        auto& edit = add(EditKind::Onward);
        edit.from = *options.onward;
        edit.seconds = options.seconds;
    }
    if (!edits.empty()) {
        edits.back().prompt = options.prompt;
        edits.back().seed = seed;
        edits.back().candidates = std::max(options.candidates, options.variations);
        edits.back().variation = options.variation - 1;
        if (options.variation < 1 || options.variation > edits.back().candidates)
            throw usage_error("--variation: expected 1 to {}, found {}", edits.back().candidates,
                              options.variation);
    }
    if (!options.trim.empty()) {
        auto& edit = add(EditKind::Trim);
        edit.from = options.trim[0];
        edit.to = options.trim[1];
    }
    if (options.mirror) add(EditKind::Mirror);
    if (options.reverse) add(EditKind::Reverse);
    if (options.tempo) add(EditKind::Tempo).factor = *options.tempo;
    if (options.loop) add(EditKind::Loop).times = *options.loop;
    if (edits.empty())
        throw usage_error(
            "expected something to do: --between, --onward, --trim, --mirror, --reverse, --tempo or "
            "--repeat");
    return edits;
}

/// What a .json file is: a scene (or sequence), or a clip; and the prompt that a clip was generated from.
bool is_scene(const fs::path& file, std::string& prompt) {
    if (file.extension() != ".json") return false;
    const auto content = read_json_file(file);
    if (!content.is_object()) return false;
    if (content.contains("figures") || content.contains("blocks")) return true;
    if (content.contains("prompt") && content["prompt"].is_string()) prompt = content["prompt"];
    return false;
}

void print_result(const Context& context, const EditOptions& options, const MotionClip& clip,
                  const std::vector<std::string>& files, const SpanVariation* span, int rank,
                  std::uint64_t seed) {
    if (context.options.json) {
        nlohmann::json line = {{"clip", options.input.string()},
                               {"file", files.empty() ? nlohmann::json() : nlohmann::json(files.front())},
                               {"files", files},
                               {"frames", clip.frame_count()},
                               {"fps", clip.fps},
                               {"seconds", clip.seconds()}};
        if (span != nullptr) {
            line["seed"] = seed;
            line["begin"] = span->begin;
            line["end"] = span->end;
            line["rank"] = rank;
            line["candidate"] = span->candidate;
            line["reward"] = span->reward ? nlohmann::json(*span->reward) : nlohmann::json();
            line["miss_cm"] = 100 * span->miss.place_m;
            line["miss_degrees"] = span->miss.heading_rad * 57.29577951308232;
        }
        print_json(line);
        return;
    }
    fmt::print("{:.1f} s  {} frames", clip.seconds(), clip.frame_count());
    if (span != nullptr) {
        fmt::print("  new from {:.2f} to {:.2f} s{}  seed {}", span->begin / clip.fps, span->end / clip.fps,
                   span->reward ? fmt::format("  reward {:.3f}", *span->reward) : "", seed);
    }
    fmt::print("{}\n", files.empty() ? "" : fmt::format("  -> {}", fmt::join(files, ", ")));
    std::fflush(stdout);
}

int edit_clip(const Context& context, const EditOptions& options, const std::vector<SceneEdit>& edits,
              const ExportPlan& plan) {
    MotionFile read = read_motion(options.input);
    for (const std::string& warning : read.warnings) print_warning(options.input, warning);
    DirectingModel model;
    const bool drawn = needs_model(edits.front());
    if (drawn) model = load_directing_model(context, true);
    const SamplingOptions sampling{.guidance = model.guidance};
    std::vector<SpanVariation> variations;
    if (drawn) {
        edited(model.model.get(), model.scorer.get(), read.clip, edits.front(), sampling, context.stop,
               [&](const auto& all) { variations = all; });
    }
    for (int k = 0; k < options.variations; ++k) {
        const auto rank = static_cast<std::size_t>(options.variations > 1 ? k : options.variation - 1);
        MotionClip clip = drawn ? variations[rank].clip : read.clip;
        for (std::size_t i = drawn ? 1 : 0; i < edits.size(); ++i)
            clip = edited(nullptr, nullptr, clip, edits[i], sampling, context.stop);
        clip = clean_up(clip, plan.clean_up);
        std::vector<std::string> files;
        for (const fs::path& output : options.outputs) {
            const fs::path file =
                numbered(output, 0, 0, options.variations == 1 ? 0 : k + 1, options.variations);
            save_clip(file, clip,
                      {edits.front().prompt, edits.front().seed, drawn ? model.model->info().name : "", {}},
                      plan.format);
            files.push_back(file.string());
        }
        print_result(context, options, clip, files, drawn ? &variations[rank] : nullptr,
                     static_cast<int>(rank) + 1, edits.front().seed);
    }
    if (!options.save_scene.empty()) {
        Scene scene;
        scene.model = drawn ? model.model->info().name : "";
        if (drawn) scene.sampling = sampling;
        scene.folder = ".";
        scene.figures.emplace_back();
        scene.figures[0].clip = options.input;
        scene.figures[0].edits = edits;
        save_scene(options.save_scene, std::move(scene));
    }
    return 0;
}

int run_edit(const Context& context, EditOptions options) {
    check_outputs(options.outputs);
    const ExportPlan plan = plan_export(options.files);
    const std::uint64_t seed = context.options.seed.value_or(fresh_seed());
    std::string prompt;
    const bool scene_given = is_scene(options.input, prompt);
    if (options.prompt.empty()) options.prompt = prompt;
    if (options.candidates < 1 || options.candidates > kVariationsMax)
        throw usage_error("--candidates: expected 1 to {}, found {}", kVariationsMax, options.candidates);
    if (options.variations < 1 || options.variations > kVariationsMax)
        throw usage_error("-n: expected 1 to {}, found {}", kVariationsMax, options.variations);
    const auto edits = edits_of(options, seed);
    const bool drawn = needs_model(edits.front());
    if (options.variations > 1 && (!drawn || scene_given))
        throw usage_error("-n: only a part of a clip that is made anew has variations; found {}{}",
                          options.variations,
                          scene_given ? " of a scene: --variation K takes the K-th best" : "");
    if (drawn && edits.front().prompt.find_first_not_of(" \t\r\n") == std::string::npos)
        throw usage_error("--prompt: expected what the new part shows, found nothing");
    if (!scene_given) return edit_clip(context, options, edits, plan);

    Scene scene = load_scene(options.input);
    if (options.figure < 1 || options.figure > static_cast<int>(scene.figures.size()))
        throw usage_error("--figure: expected 1 to {}, found {}", scene.figures.size(), options.figure);
    auto& known = scene.figures[static_cast<std::size_t>(options.figure - 1)].edits;
    known.insert(known.end(), edits.begin(), edits.end());
    const DirectingModel model = load_directing_model(context, needs_scorer(scene));
    return run_scene(context, model, std::move(scene), {options.outputs, options.save_scene}, plan);
}

}  // namespace

void add_edit(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("edit", "Makes a part of a clip anew; trims, mirrors, reverses, loops it");
    auto options = std::make_shared<EditOptions>();
    command
        ->add_option("input", options->input, "A clip (" + motion_extension_list() + "), or a scene (.json)")
        ->required()
        ->type_name("CLIP|SCENE");
    command
        ->add_option("--between", options->between,
                     "From and to, seconds: new motion there; the frames outside do not change by a bit")
        ->expected(2)
        ->type_name("S");
    command->add_option("--onward", options->onward, "Seconds: new motion from there on")->type_name("S");
    command
        ->add_option("--prompt", options->prompt, "What the new part shows; default: the clip's own prompt")
        ->type_name("TEXT");
    command
        ->add_option("--seconds", options->seconds, "With --onward: its length; default: the model decides")
        ->type_name("S");
    command
        ->add_option("--candidates", options->candidates,
                     "Drawn to choose from, by reward and by how they fit")
        ->type_name("N")
        ->capture_default_str();
    command->add_option("-n,--variations", options->variations, "The N best; files are called NAME-01.ext")
        ->type_name("N");
    command->add_option("--variation", options->variation, "The K-th best alone")->type_name("K");
    command->add_option("--trim", options->trim, "From and to, seconds: only that stays")
        ->expected(2)
        ->type_name("S");
    command->add_flag("--mirror", options->mirror, "Left and right swap");
    command->add_flag("--reverse", options->reverse, "Backwards in time");
    command->add_option("--tempo", options->tempo, "So many times as fast, 0.25 to 4")->type_name("X");
    command->add_option("--repeat", options->loop, "Bent to a loop, so many times over")->type_name("N");
    command->add_option("--figure", options->figure, "Of a scene: which one, from 1")->type_name("N");
    command->add_option("--save-scene", options->save_scene, "The scene (.json) that makes the result again")
        ->type_name("FILE");
    command
        ->add_option("-o,--out", options->outputs,
                     "File to write: .bvh, .fbx, .glb, .npy, .npz, .csv or .json; may be given several times")
        ->type_name("FILE")
        ->allow_extra_args(false);
    add_export_choices(*command, options->files);
    command->footer(
        "Several edits are done in the order of this list. --fps resamples the result, and with it all "
        "frames.");
    command->callback(
        [&context, options] { context.run = [&context, options] { return run_edit(context, *options); }; });
}

}  // namespace im::cli
