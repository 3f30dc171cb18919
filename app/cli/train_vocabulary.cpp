// instructmotion train vocabulary: what a model that exists already has learnt to do, in words.

#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/train_vocabulary.h"
#include "engine/core/error.h"
#include "engine/io/captions.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/prompts/sentence_vectors.h"
#include "engine/vocabulary/make_vocabulary.h"

namespace im::cli {
namespace {

using Clock = std::chrono::steady_clock;

int run_vocabulary(const Context& context, const std::vector<std::filesystem::path>& data) {
    const auto& folder = context.options.model;
    if (folder.empty())
        throw usage_error("train vocabulary: expected --model DIR, the folder that is written to");
    if (is_lora_folder(folder))
        throw usage_error("{}: corrections have the vocabulary of their base, {}", folder.string(),
                          base_folder(folder).string());
    load_model_config(folder);  // throws where there is no model
    const auto start = Clock::now();
    std::vector<SourceCaption> captions;
    for (std::size_t i = 0; i < data.size(); ++i) {
        for (auto& caption : training_captions(load_captions(data[i], {Split::Train}))) {
            caption.clip = fmt::format("{}:{}", i, caption.clip);
            captions.push_back(std::move(caption));
        }
    }
    VocabularyOptions options;
    options.stop = context.stop;
    options.on_progress = [&](int done, int total) {
        if (!context.options.json && stderr_is_terminal())
            show_status(fmt::format("encoding captions {}/{}", done, total));
    };
    const Decomposer decomposer(std::make_shared<PosTagger>(PosTagger::load(default_pos_tagger_file())));
    const Vocabulary vocabulary = make_vocabulary(captions, decomposer, sentence_embedder(), options);
    save_vocabulary(folder, vocabulary);
    end_status();
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    const auto& c = vocabulary.calibration;
    spdlog::info("train vocabulary: {} actions of {} captions into {}", vocabulary.actions.size(),
                 captions.size(), folder.string());
    if (context.options.json) {
        print_json({{"event", "done"},
                    {"stage", "vocabulary"},
                    {"out", folder.string()},
                    {"captions", captions.size()},
                    {"actions", vocabulary.actions.size()},
                    {"vectors", vocabulary.captions.size()},
                    {"nearness_unlikely", c.nearness_unlikely},
                    {"nearness_doubtful", c.nearness_doubtful},
                    {"known_below", c.known_below},
                    {"unlearnt_below", c.unlearnt_below},
                    {"elapsed", seconds}});
        return 0;
    }
    fmt::print("{} actions of {} captions, {} captions to hold prompts against: {} ({})\n",
               vocabulary.actions.size(), captions.size(), vocabulary.captions.size(), folder.string(),
               duration_text(seconds));
    fmt::print(
        "a prompt is doubted below a nearness of {:.2f}: {:.0f} % of known wordings, {:.0f} % of actions "
        "held "
        "back\n",
        c.nearness_doubtful, 100 * c.known_below, 100 * c.unlearnt_below);
    return 0;
}

}  // namespace

void add_train_vocabulary(CLI::App& train, Context& context) {
    CLI::App* command = train.add_subcommand(
        "vocabulary", "What an existing model has learnt to do, in words, for its folder");
    auto data = std::make_shared<std::vector<std::filesystem::path>>();
    command->add_option("--data", *data, "Data set that the model was trained on; may be given several times")
        ->required()
        ->type_name("DIR")
        ->allow_extra_args(false);
    command->footer(
        "Writes vocabulary.json and vocabulary.safetensors into --model DIR. `train generator` does so at "
        "its "
        "end.");
    command->callback(
        [&context, data] { context.run = [&context, data] { return run_vocabulary(context, *data); }; });
}

}  // namespace im::cli
