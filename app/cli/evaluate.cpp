// instructmotion evaluate: the tables of papers, for a data set or for prompts that nobody has captured.

#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/progress.h"
#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/evaluate/evaluation.h"
#include "engine/evaluate/evaluation_report.h"
#include "engine/evaluate/scorers.h"
#include "engine/model/contrastive_encoders.h"
#include "engine/model/device.h"

namespace im::cli {
namespace {

namespace fs = std::filesystem;

struct EvaluateOptions {
    std::vector<fs::path> data;
    fs::path prompts, out, markdown, evaluator;
    std::string split = "test";
    std::string encoders;
    int clips_max = 0;
    EvaluationOptions protocol;
};

/// Found before hours of work, not after them.
void check_output(const fs::path& file) {
    std::error_code code;
    if (file.empty()) return;
    const auto folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    if (!fs::is_directory(folder, code))
        throw resource_error("{}: the folder {} does not exist", file.string(), folder.string());
    if (fs::is_directory(file, code))
        throw usage_error("{}: expected a file name, found a folder", file.string());
}

int run_evaluate(const Context& context, const EvaluateOptions& options) {
    check_output(options.out);
    check_output(options.markdown);
    const fs::path folder = model_folder(context);
    set_thread_count(context.options.threads);
    const auto device = choose_device(context.options.device);

    MotionSampler model(folder, device);
    const auto& config = model.config();
    const fs::path evaluator_folder = options.evaluator.empty() ? folder : options.evaluator;
    const std::string encoders =
        options.encoders.empty() ? default_scorer(folder, evaluator_folder) : options.encoders;
    const Scorer judge = load_scorer(encoders, folder, evaluator_folder, config, device);
    std::shared_ptr<const MotionTextEncoders> reward;
    if (options.protocol.best_of > 1 || (encoders == "judge" && has_encoders(folder, "reward")))
        reward = load_scorer("reward", folder, evaluator_folder, config, device).encoders;

    EvaluationOptions protocol = options.protocol;
    protocol.seed = context.options.seed.value_or(0);
    protocol.stop = context.stop;
    protocol.judge_compositions = judge.reads_plain_text;

    const EvaluationSet set =
        options.data.empty()
            ? read_evaluation_prompts(options.prompts, options.split)
            : read_evaluation_clips(options.data, options.split, config.skeleton, config.codec,
                                    options.clips_max, protocol.seed, context.options.threads);
    spdlog::info("evaluate: {} items of {}, {} repeats, model {}, encoders {}", set.items.size(), set.name,
                 protocol.repeats, folder.string(), encoders);
    EvaluationReport report;
    {
        CountProgress progress(context.options.json);
        protocol.on_progress = [&](const std::string& stage, std::int64_t done, std::int64_t all) {
            progress(stage, done, all);
        };
        report = evaluate(set, model, *judge.encoders, reward.get(), protocol);
    }
    report.encoders = judge.name;
    const std::string markdown = to_markdown(report);
    const nlohmann::json json = to_json(report);
    if (!options.out.empty()) write_file_atomically(options.out, json.dump(2) + "\n");
    if (!options.markdown.empty()) write_file_atomically(options.markdown, markdown);
    if (context.options.json) {
        print_json(json);
    } else {
        fmt::print("{}", markdown);
    }
    return 0;
}

}  // namespace

void add_evaluate(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("evaluate", "Scores a model as papers do, with captured motion beside it");
    auto options = std::make_shared<EvaluateOptions>();
    auto& protocol = options->protocol;
    CLI::Option* data =
        command
            ->add_option("--data", options->data,
                         "Data set: compact, HumanML3D/KIT-ML or imported; may be given several times")
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->type_name("DIR");
    CLI::Option* prompts = command
                               ->add_option("--prompts", options->prompts,
                                            "Prompts without motion: JSON {\"prompts\": [...]} or one a line")
                               ->type_name("FILE")
                               ->excludes(data);
    command->add_option("--split", options->split, "train, val or test")
        ->check(CLI::IsMember({"train", "val", "test"}).description(""))
        ->type_name("NAME")
        ->capture_default_str();
    const auto count = [&](const char* name, int& value, const char* description, int min) {
        command->add_option(name, value, description)
            ->check(CLI::Range(min, 1'000'000).description(""))
            ->type_name("N")
            ->capture_default_str();
    };
    count("--repeats", protocol.repeats, "Times that everything is drawn and scored anew", 1);
    count("--clips", options->clips_max, "Use so many clips of the split, drawn at random; 0: all", 0);
    command
        ->add_option(
            "--encoders", options->encoders,
            "Who scores: judge, reward or guo; default: the model's judge, else its converted evaluator")
        ->check(CLI::IsMember({"judge", "reward", "guo"}).description(""))
        ->type_name("NAME");
    command
        ->add_option("--evaluator", options->evaluator,
                     "Folder of the converted evaluator; default: the model's")
        ->type_name("DIR");
    command
        ->add_option(
            "--guidance", protocol.guidance,
            "Classifier-free guidance, 0: off; several values give several rows; default: the model's own")
        ->check(CLI::Range(0.0, 100.0).description(""))
        ->type_name("G...");
    command->add_option("--best-of", protocol.best_of, "A further row: the best of N samples by the reward")
        ->check(CLI::Range(1, 1024).description(""))
        ->type_name("N");
    command->add_option("--temperature", protocol.sampling.temperature, "0: greedy")
        ->type_name("T")
        ->capture_default_str();
    command->add_option("--top-k", protocol.sampling.top_k, "0: off")->type_name("K")->capture_default_str();
    command->add_option("--top-p", protocol.sampling.top_p, "1: off")->type_name("P")->capture_default_str();
    count("--multimodality-texts", protocol.multimodality_texts,
          "Texts that MultiModality is measured on; 0: leave it out", 0);
    count("--multimodality-samples", protocol.multimodality_samples, "Motions for each of them", 2);
    command->add_option("-o,--out", options->out, "The figures as JSON")->type_name("FILE.json");
    command->add_option("--markdown", options->markdown, "The tables as Markdown")->type_name("FILE.md");
    command->footer(
        "Needs at least 32 clips; of fewer than 32 prompts R-precision is left out. Without --seed, seed 0: "
        "the same command gives the same "
        "figures.");
    command->callback([&context, options, data, prompts] {
        if (data->count() == 0 && prompts->count() == 0)
            throw usage_error("expected --data DIR or --prompts FILE");
        context.run = [&context, options] { return run_evaluate(context, *options); };
    });
}

}  // namespace im::cli
