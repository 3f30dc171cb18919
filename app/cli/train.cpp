// instructmotion train tokenizer|generator|reward|judge|vocabulary

#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/cli/command.h"
#include "app/cli/progress.h"
#include "app/cli/train_vocabulary.h"
#include "engine/core/error.h"
#include "engine/io/dataset.h"
#include "engine/train/supervised/train.h"
#include "engine/vocabulary/make_vocabulary.h"

namespace im::cli {
namespace {

struct TrainStage {
    const char* name;
    const char* description;
    void (*train)(const TrainRequest&);
};

int run_train(const Context& context, const TrainStage& stage, TrainRequest request) {
    const auto start = std::chrono::steady_clock::now();
    request.model = context.options.model;
    request.device = context.options.device;
    request.threads = context.options.threads;
    request.seed = context.options.seed.value_or(0);
    request.stop = context.stop;
    {
        ProgressReporter reporter(context.options.json);
        request.on_progress = [&](const TrainProgress& progress) { reporter.report(progress); };
        spdlog::info("train {} on {} into {}", stage.name, folder_names(request.data), request.out.string());
        request.on_trained = [&](const std::vector<CaptionedMotion>& motions) {
            VocabularyOptions options;
            options.stop = context.stop;
            options.on_progress = [&](int done, int total) {
                reporter.report({"encoding the vocabulary", done, total, 0, 0, {}});
            };
            try {
                write_vocabulary(request.out, motions, options);
            } catch (const Error& error) {  // captions that tell no action: the model is trained nevertheless
                if (error.kind() != ErrorKind::Input) throw;
                spdlog::warn("no vocabulary is written: {}", error.what());
            }
        };
        stage.train(request);
    }
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    spdlog::info("train {} done in {}", stage.name, duration_text(seconds));
    if (context.options.json) {
        print_json(
            {{"event", "done"}, {"stage", stage.name}, {"out", request.out.string()}, {"elapsed", seconds}});
    } else {
        fmt::print("The {} is trained: {} ({})\n", stage.name, request.out.string(), duration_text(seconds));
    }
    return 0;
}

}  // namespace

void add_train(CLI::App& app, Context& context) {
    static constexpr TrainStage kStages[] = {
        {"tokenizer", "The VQ-VAE that turns motion into tokens and back", train_tokenizer},
        {"generator", "The transformer that writes tokens for a text", train_generator},
        {"reward", "The encoders that score a motion against its text", train_reward},
        {"judge", "The same once more, independent: what fine-tuning never sees", train_judge},
    };
    CLI::App* train = app.add_subcommand("train", "Trains a model on a folder of captioned motion");
    train->require_subcommand(1);
    train->footer("Ctrl+C saves a checkpoint and ends; the same command with --resume goes on from it.");
    for (const TrainStage& stage : kStages) {
        CLI::App* command = train->add_subcommand(stage.name, stage.description);
        auto request = std::make_shared<TrainRequest>();
        command
            ->add_option("--data", request->data,
                         "Data set: compact, HumanML3D/KIT-ML or imported; may be given several times")
            ->required()
            ->expected(1)
            ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
            ->type_name("DIR");
        command
            ->add_option("--config", request->config, "Sizes and training settings, see configs/starter.json")
            ->required()
            ->type_name("FILE");
        command->add_option("--out", request->out, "Model folder to write")->required()->type_name("DIR");
        command
            ->add_option("--from", request->from,
                         "Model folder whose weights are the start, instead of random ones")
            ->type_name("DIR");
        command->add_flag("--resume", request->resume, "Go on from the checkpoint in --out");
        if (std::string_view(stage.name) != "tokenizer") {
            command->footer("The trained tokenizer is read from --model DIR, by default from --out.");
        }
        command->callback([&context, &stage, request] {
            context.run = [&context, &stage, request] { return run_train(context, stage, *request); };
        });
    }
    add_train_vocabulary(*train, context);
}

}  // namespace im::cli
