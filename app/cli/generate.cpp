// instructmotion generate "PROMPT"

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/directed.h"
#include "app/cli/export_choices.h"
#include "app/cli/generate_options.h"
#include "app/cli/generate_results.h"
#include "app/cli/output_files.h"
#include "app/cli/prompt_file.h"
#include "engine/asked/asked_actions.h"
#include "engine/core/error.h"
#include "engine/core/fresh_seed.h"
#include "engine/generate/best_of.h"
#include "engine/generate/draw_again.h"
#include "engine/generate/motion_generator.h"
#include "engine/generate/motion_scorer.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/vocabulary/understanding.h"

namespace im::cli {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

/// Motions decoded together. More would take memory and hardly be faster.
constexpr int kBatchMotions = 64;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

GenerateRequest request_for(const GenerateOptions& options, const std::string& prompt, std::uint64_t seed,
                            double guidance) {
    GenerateRequest request;
    request.prompt = prompt;
    request.variations = options.variations;
    request.seconds = options.seconds;
    request.seed = seed;
    request.sampling.temperature = options.greedy ? 0 : options.temperature;
    request.sampling.top_k = options.top_k;
    request.sampling.top_p = options.top_p;
    request.sampling.guidance = guidance;
    return request;
}

/// What says whether a clip is likely to be what was asked for, as far as the model has it. Never a reason to
/// fail: a broken part of it is told in the log.
class Notices {
  public:
    Notices(const fs::path& folder, const GeneratorOptions& options) {
        try {
            const auto encoders = is_lora_folder(folder) ? base_folder(folder) : folder;
            for (const char* name : {"judge", "reward"}) {
                if (!judge_ && MotionScorer::available(encoders, name))
                    judge_ = MotionScorer::load(encoders, options, name);
            }
            reader_ = PromptReader::load(folder);
        } catch (const std::exception& error) {
            spdlog::warn("nothing will tell clips that miss their prompt: {}", error.what());
        }
    }

    /// Of the motions of one prompt.
    void judge(std::vector<ScoredMotion>& motions) const {
        try {
            const auto reading =
                reader_ ? std::optional(reader_->read(motions.front().motion.prompt)) : std::nullopt;
            const auto calibration = reader_ ? reader_->vocabulary()->calibration : NoticeCalibration{};
            const auto percentiles = percentiles_of(motions);
            const auto asked = everything_asked(motions.front().motion.prompt);
            for (std::size_t i = 0; i < motions.size(); ++i) {
                motions[i].missed = missed_of(asked, motions[i].motion.clip);
                motions[i].understanding = judge_understanding(reading ? &*reading : nullptr, percentiles[i],
                                                               calibration, motions[i].missed);
            }
        } catch (const std::exception& error) {
            spdlog::warn("the clips are not held against their prompt: {}", error.what());
        }
    }

  private:
    std::vector<std::optional<double>> percentiles_of(const std::vector<ScoredMotion>& motions) const {
        std::vector<std::optional<double>> percentiles(motions.size());
        std::vector<std::string> prompts;
        std::vector<std::vector<int>> tokens;
        for (const ScoredMotion& scored : motions) {
            if (scored.motion.tokens.empty()) continue;
            prompts.push_back(scored.motion.prompt);
            tokens.push_back(scored.motion.tokens);
        }
        if (!judge_ || tokens.empty()) return percentiles;
        const auto scores = judge_->score(prompts, tokens);
        for (std::size_t i = 0, next = 0; i < motions.size(); ++i) {
            if (!motions[i].motion.tokens.empty()) percentiles[i] = scores[next++].beats_matched;
        }
        return percentiles;
    }

    std::shared_ptr<const MotionScorer> judge_;
    std::shared_ptr<const PromptReader> reader_;
};

/// Several prompts in a row: what cannot be asked of them together is said.
int run_sequence(const Context& context, const GenerateOptions& options) {
    if (options.tries) {
        throw usage_error(
            "--tries: expected a single prompt; the parts of a sequence are drawn again by --best-of, found "
            "{}",
            *options.tries);
    }
    if (options.variations != 1)
        throw usage_error("-n: a sequence is made once; another --seed makes another one, found {}",
                          options.variations);
    if (options.best_of < 1) throw usage_error("--best-of: expected 1 or more, found {}", options.best_of);
    SequenceChoices choices;
    choices.prompt = options.prompt;
    choices.file = options.sequence_file;
    choices.form = options.form;
    choices.save_scene = options.save_scene;
    choices.seconds = options.seconds;
    if (options.best_of > 1) choices.best_of = options.best_of;
    choices.sampling.temperature = options.greedy ? 0 : options.temperature;
    choices.sampling.top_k = options.top_k;
    choices.sampling.top_p = options.top_p;
    choices.guidance = options.guidance;
    if (options.guidance) choices.sampling.guidance = *options.guidance;
    choices.outputs = options.outputs;
    return run_generate_sequence(context, choices, options.files);
}

/// What can be wrong without knowing the model (all but the length), to be found before it is read.
void check_without_model(const GenerateOptions& options, const std::vector<std::string>& prompts,
                         std::uint64_t seed) {
    for (const std::string& prompt : prompts) {
        GenerateRequest request = request_for(options, prompt, seed, options.guidance.value_or(0));
        request.seconds.reset();
        request.validate(0);
    }
    if (options.tries && options.best_of > 1)
        throw usage_error("--tries: expected without --best-of, which draws several anyway, found both");
    if (options.best_of < 1 || options.best_of > kVariationsMax / options.variations) {
        throw usage_error("--best-of: expected 1 to {} for {} variations, found {}",
                          kVariationsMax / options.variations, options.variations, options.best_of);
    }
}

struct Models {
    fs::path folder;
    double guidance;  ///< as asked for, else the model's own
    std::shared_ptr<MotionGenerator> generator;
    std::shared_ptr<const MotionScorer> scorer;  ///< null: nothing is chosen or put in order by its scores
    Notices notices;
};

Models load_models(const Context& context, const GenerateOptions& options) {
    const GeneratorOptions device = {context.options.device, context.options.threads};
    const fs::path folder = model_folder(context);
    const double guidance = options.guidance ? *options.guidance : load_model_config(folder).guidance;
    auto generator = MotionGenerator::load(folder, device);
    // Where there is nothing to choose from or to put in order, scores are not worth the time that they take.
    std::shared_ptr<const MotionScorer> scorer;
    if (options.best_of > 1 || (options.variations > 1 && MotionScorer::available(folder)))
        scorer = MotionScorer::load(folder, device);
    return {folder, guidance, std::move(generator), std::move(scorer), Notices(folder, device)};
}

/// The motions of several prompts, prompt by prompt.
using Batch = std::vector<std::vector<ScoredMotion>>;

/// The best of several candidates for each motion.
Batch draw_best(const Models& models, const std::vector<GenerateRequest>& requests, int best_of,
                const std::stop_token& stop) {
    Batch batch(requests.size());
    auto best = generate_best_of(*models.generator, *models.scorer, requests, best_of, stop);
    for (std::size_t i = 0; i < best.size(); ++i) {
        for (BestMotion& motion : best[i])
            batch[i].push_back({std::move(motion.motion), motion.score, motion.candidate, {}, {}});
    }
    return batch;
}

using Progress = std::function<void(double share)>;

/// Each motion again while it misses what its prompt asks. `on_progress`: of the only prompt; empty where
/// there are several.
Batch draw(const Models& models, const std::vector<GenerateRequest>& requests, int tries,
           const Progress& on_progress, const std::stop_token& stop) {
    std::vector<std::vector<GeneratedMotion>> motions;
    if (on_progress) {
        StreamListener listener;
        listener.on_progress = on_progress;
        motions = {models.generator->generate(requests.front(), listener, stop)};
    } else {
        motions = models.generator->generate_batch(requests, stop);
    }
    Batch batch(requests.size());
    for (std::size_t i = 0; i < motions.size(); ++i) {
        const auto candidates = draw_again(*models.generator, requests[i], motions[i], tries, stop);
        const auto scores =
            models.scorer ? score_motions(*models.scorer, motions[i]) : std::vector<MotionScore>{};
        for (std::size_t v = 0; v < motions[i].size(); ++v) {
            const auto score = models.scorer ? std::optional(scores[v]) : std::nullopt;
            batch[i].push_back({std::move(motions[i][v]), score, candidates[v], {}, {}});
        }
    }
    return batch;
}

/// Batch by batch, so that what is done is written before the next one is drawn.
void draw_all(const Context& context, const GenerateOptions& options, const Models& models,
              const std::vector<GenerateRequest>& requests, GenerateResults& results) {
    const bool show_progress = !context.options.json && stderr_is_terminal();
    const Progress show = [&](double share) {
        if (show_progress) show_status(fmt::format("generating {:3.0f} %", 100 * share));
    };
    const std::size_t batch_size =
        static_cast<std::size_t>(std::max(1, kBatchMotions / (options.variations * options.best_of)));
    for (std::size_t first = 0; first < requests.size(); first += batch_size) {
        if (context.stop.stop_requested()) {
            throw Error(ErrorKind::Interrupted,
                        fmt::format("interrupted after {} of {} prompts", first, requests.size()));
        }
        show(static_cast<double>(first) / static_cast<double>(requests.size()));
        const auto start = Clock::now();
        const std::vector<GenerateRequest> together(
            requests.begin() + static_cast<std::ptrdiff_t>(first),
            requests.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch_size, requests.size())));
        Batch batch = options.best_of > 1 ? draw_best(models, together, options.best_of, context.stop)
                                          : draw(models, together, options.tries.value_or(kTriesDefault),
                                                 requests.size() == 1 ? show : Progress(), context.stop);
        for (auto& motions : batch) models.notices.judge(motions);
        const double elapsed = seconds_since(start);
        for (std::size_t i = 0; i < batch.size(); ++i)
            results.add(std::move(batch[i]), static_cast<int>(first + i) + 1, elapsed);
    }
}

int run_generate(const Context& context, const GenerateOptions& options) {
    if (!options.sequence_file.empty() || (options.prompt_file.empty() && is_sequence(options.prompt)))
        return run_sequence(context, options);
    if (!options.save_scene.empty())
        throw usage_error("--save-scene: expected a sequence, \"A | B\" or --sequence FILE");
    check_outputs(options.outputs);
    const ExportPlan plan = plan_export(options.files);
    const std::vector<std::string> prompts =
        options.prompt_file.empty() ? std::vector{options.prompt} : read_prompts(options.prompt_file);
    const std::uint64_t seed = context.options.seed.value_or(fresh_seed());
    check_without_model(options, prompts, seed);

    const Models models = load_models(context, options);
    std::vector<GenerateRequest> requests;
    for (const std::string& prompt : prompts) {
        requests.push_back(request_for(options, prompt, seed, models.guidance));
        requests.back().validate(models.generator->seconds_max());
    }
    spdlog::info("generate: {} prompts, {} variations, seed {}, model {}", prompts.size(), options.variations,
                 seed, models.folder.string());

    GenerateResults results(context, options, plan, static_cast<int>(prompts.size()),
                            models.generator->info());
    const auto start = Clock::now();
    draw_all(context, options, models, requests, results);
    if (context.options.json) return 0;
    end_status();
    const auto count = static_cast<int>(requests.size()) * options.variations;
    fmt::print("{} {} in {}{}\n", count, count == 1 ? "motion" : "motions",
               duration_text(seconds_since(start)), options.outputs.empty() ? "; -o FILE saves them" : "");
    return 0;
}

}  // namespace

void add_generate(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand("generate", "Turns a prompt into motion and saves it");
    auto options = std::make_shared<GenerateOptions>();
    CLI::Option* prompt = command
                              ->add_option("prompt", options->prompt,
                                           "What the person does, in English; \"A | B\" one after the other")
                              ->type_name("TEXT");
    CLI::Option* prompts = command
                               ->add_option("--prompts", options->prompt_file,
                                            "One prompt a line; files are called NAME-0001.ext")
                               ->type_name("FILE")
                               ->excludes(prompt);
    CLI::Option* sequence =
        command
            ->add_option("--sequence", options->sequence_file,
                         "A sequence or scene (.json): several prompts in a row, paths, pins")
            ->type_name("FILE")
            ->excludes(prompt)
            ->excludes(prompts);
    command
        ->add_option(
            "--form", options->form,
            "How a sequence goes from prompt to prompt: blend (default) or tokens: the model goes on")
        ->check(CLI::IsMember({"tokens", "blend"}));
    command->add_option("--save-scene", options->save_scene, "The scene (.json) that makes a sequence again")
        ->type_name("FILE");
    command
        ->add_option("-n,--variations", options->variations,
                     "Motions for each prompt; files are called NAME-01.ext")
        ->type_name("N");
    command
        ->add_option("--best-of", options->best_of,
                     "Generate N motions for each one that is kept: the best by the model's reward")
        ->type_name("N");
    command
        ->add_option(
            "--tries", options->tries,
            "Draw a motion again, up to N times in all, while it misses what its prompt asks and geometry "
            "can see (docs/scoring.md); 1: as it comes; default: 4")
        ->check(CLI::Range(1, 64))
        ->type_name("N");
    command->add_option("--seconds", options->seconds, "Length, to the frame; default: the model decides")
        ->type_name("S");
    CLI::Option* temperature =
        command
            ->add_option("--temperature", options->temperature, "Above 1: more varied; below 1: more typical")
            ->type_name("T")
            ->capture_default_str();
    command->add_option("--top-k", options->top_k, "Draw from the K likeliest tokens only; 0: from all")
        ->type_name("K");
    command
        ->add_option("--top-p", options->top_p,
                     "Draw from the likeliest tokens that have this share together")
        ->type_name("P");
    command
        ->add_option("--guidance", options->guidance,
                     "How strictly the text is followed; default: the model's own")
        ->type_name("G");
    command->add_flag("--greedy", options->greedy, "Always the likeliest token: no chance at all")
        ->excludes(temperature);
    command
        ->add_option("-o,--out", options->outputs,
                     "File to write (" + clip_extension_list() + "); may be given several times")
        ->type_name("FILE")
        ->allow_extra_args(false);
    add_export_choices(*command, options->files);
    command->footer(
        "\"A | B | C\": one motion, one prompt after the other; --seconds is then the length of each.\n"
        "The same seed, prompt and model give the same motion.");
    command->callback([&context, options, prompt, prompts, sequence] {
        if (prompt->count() == 0 && prompts->count() == 0 && sequence->count() == 0)
            throw usage_error("expected a prompt, --prompts FILE or --sequence FILE");
        context.run = [&context, options] { return run_generate(context, *options); };
    });
}

}  // namespace im::cli
