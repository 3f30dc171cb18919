#include "app/cli/directed.h"

#include <algorithm>
#include <chrono>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "app/cli/console.h"
#include "app/cli/output_files.h"
#include "engine/core/error.h"
#include "engine/core/fresh_seed.h"
#include "engine/direct/scene_json.h"
#include "engine/generate/prompt_text.h"
#include "engine/io/clip_io.h"
#include "engine/model/model_folder.h"

namespace im::cli {
namespace fs = std::filesystem;
namespace {

nlohmann::json told(const DirectedMotion& made, const SceneFigure& figure) {
    nlohmann::json blocks = nlohmann::json::array(), pins = nlohmann::json::array();
    for (const BlockMade& block : made.blocks) {
        blocks.push_back({{"prompt", block.prompt},
                          {"begin", block.begin},
                          {"end", block.end},
                          {"seed", block.seed},
                          {"block", block.block},
                          {"reward", block.reward ? nlohmann::json(*block.reward) : nlohmann::json()}});
    }
    for (const ConstraintError& error : made.errors)
        pins.push_back({{"what", error.what}, {"cm", error.cm}, {"degrees", error.degrees}});
    return {{"name", made.name},
            {"seed", figure.seed},
            {"frames", made.clip.frame_count()},
            {"fps", made.clip.fps},
            {"seconds", made.clip.seconds()},
            {"blocks", blocks},
            {"tokens", made.tokens},
            {"reward", made.reward ? nlohmann::json(*made.reward) : nlohmann::json()},
            {"path_error_cm", made.path_error_cm ? nlohmann::json(*made.path_error_cm) : nlohmann::json()},
            {"pins", pins},
            {"notices", made.notices}};
}

void print_text(const DirectedMotion& made, const SceneFigure& figure,
                const std::vector<std::string>& files) {
    end_status();
    fmt::print("{}{:.1f} s  {} frames  seed {}{}\n", made.name.empty() ? "" : printable(made.name) + "  ",
               made.clip.seconds(), made.clip.frame_count(), figure.seed,
               files.empty() ? "" : fmt::format("  -> {}", fmt::join(files, ", ")));
    for (const BlockMade& block : made.blocks) {
        fmt::print("  {:6.2f} to {:6.2f} s  {}\n", block.begin / made.clip.fps, block.end / made.clip.fps,
                   printable(block.prompt));
    }
    if (made.path_error_cm) fmt::print("  path: {:.1f} cm from it on average\n", *made.path_error_cm);
    for (std::size_t i = 0; i < made.errors.size(); ++i) {
        const ConstraintError& error = made.errors[i];
        if (figure.pins[i].part == PinnedPart::Facing)
            fmt::print("  {}: {:.0f} degrees off\n", error.what, error.degrees);
        else
            fmt::print("  {}: {:.1f} cm off\n", error.what, error.cm);
    }
    std::fflush(stdout);
    for (const std::string& notice : made.notices) fmt::print(stderr, "  {}\n", printable(notice));
}

std::string all_prompts(const SceneFigure& figure) {
    std::vector<std::string> prompts;
    for (const SequenceBlock& block : figure.blocks) prompts.push_back(clean_prompt(block.prompt));
    return fmt::format("{}", fmt::join(prompts, " | "));
}

}  // namespace

DirectingModel load_directing_model(const Context& context, bool scored) {
    DirectingModel loaded;
    loaded.folder = model_folder(context);
    const GeneratorOptions how{context.options.device, context.options.threads};
    loaded.guidance = load_model_config(loaded.folder).guidance;
    loaded.model = ContinuingModel::load(loaded.folder, how);
    if (scored && MotionScorer::available(loaded.folder))
        loaded.scorer = MotionScorer::load(loaded.folder, how);
    return loaded;
}

bool needs_scorer(const Scene& scene) {
    return std::any_of(scene.figures.begin(), scene.figures.end(), [](const SceneFigure& figure) {
        return figure.best_of > 1 || std::any_of(figure.edits.begin(), figure.edits.end(), needs_model);
    });
}

int run_scene(const Context& context, const DirectingModel& model, Scene scene, const DirectedFiles& files,
              const ExportPlan& plan) {
    if (!scene.sampling) scene.sampling = SamplingOptions{.guidance = model.guidance};
    spdlog::info("a scene of {} figures, model {}", scene.figures.size(), model.folder.string());
    const int count = static_cast<int>(scene.figures.size());
    for (int i = 0; i < count; ++i) {
        const SceneFigure& figure = scene.figures[static_cast<std::size_t>(i)];
        if (!context.options.json && stderr_is_terminal())
            show_status(fmt::format("making {} of {}", i + 1, count));
        const auto start = std::chrono::steady_clock::now();
        DirectedMotion made = direct_figure(*model.model, model.scorer.get(), scene, figure, context.stop);
        const double elapsed =
            std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
        made.clip = clean_up(made.clip, plan.clean_up);
        std::vector<std::string> written;
        for (const fs::path& output : files.outputs) {
            const fs::path file = numbered(output, 0, 0, count == 1 ? 0 : i + 1, count);
            save_clip(file, made.clip,
                      {all_prompts(figure), figure.seed, model.model->info().name, made.tokens}, plan.format);
            written.push_back(file.string());
        }
        if (context.options.json) {
            auto line = told(made, figure);
            line["file"] = written.empty() ? nlohmann::json() : nlohmann::json(written.front());
            line["files"] = written;
            line["elapsed"] = elapsed;
            line["model"] = model.model->info().name;
            print_json(line);
        } else {
            print_text(made, figure, written);
        }
    }
    if (!files.scene.empty()) {
        scene.model = model.model->info().name;
        save_scene(files.scene, scene);
    }
    return 0;
}

bool is_sequence(const std::string& prompt) {
    const auto blocks = split_prompts(prompt);
    return std::count_if(blocks.begin(), blocks.end(),
                         [](const SequenceBlock& block) { return !clean_prompt(block.prompt).empty(); }) > 1;
}

int run_generate_sequence(const Context& context, const SequenceChoices& choices,
                          const ExportChoices& files) {
    check_outputs(choices.outputs);
    const ExportPlan plan = plan_export(files);
    choices.sampling.validate();
    Scene scene;
    if (!choices.file.empty()) {
        scene = load_scene(choices.file);
    } else {
        scene.folder = ".";
        scene.figures.emplace_back();
        scene.figures[0].seed = fresh_seed();
        scene.figures[0].blocks = split_prompts(choices.prompt);
    }
    for (SceneFigure& figure : scene.figures) {
        if (context.options.seed && scene.figures.size() == 1) figure.seed = *context.options.seed;
        if (choices.best_of) figure.best_of = *choices.best_of;
        if (!choices.form.empty())
            figure.form = choices.form == "blend" ? SequenceForm::Blend : SequenceForm::Tokens;
        for (SequenceBlock& block : figure.blocks) {
            if (!block.seconds && choices.seconds) block.seconds = choices.seconds;
        }
    }
    const DirectingModel model = load_directing_model(context, needs_scorer(scene));
    if (!scene.sampling) {
        scene.sampling = choices.sampling;
        scene.sampling->guidance = choices.guidance.value_or(model.guidance);
    }
    return run_scene(context, model, std::move(scene), {choices.outputs, choices.save_scene}, plan);
}

}  // namespace im::cli
