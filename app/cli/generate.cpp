// instructmotion generate "PROMPT"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/directed.h"
#include "app/cli/export_choices.h"
#include "app/cli/output_files.h"
#include "app/cli/prompt_file.h"
#include "engine/core/error.h"
#include "engine/generate/best_of.h"
#include "engine/generate/motion_generator.h"
#include "engine/generate/motion_scorer.h"
#include "engine/io/clip_io.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"
#include "engine/vocabulary/understanding.h"

namespace im::cli {
namespace {

namespace fs = std::filesystem;

/// Motions decoded together. More would take memory and hardly be faster.
constexpr int kBatchMotions = 64;

struct GenerateOptions {
    std::string prompt;
    fs::path prompt_file;
    fs::path sequence_file;
    std::string form;
    fs::path save_scene;
    int variations = 1;
    std::optional<double> seconds;
    double temperature = SamplingOptions{}.temperature;
    int top_k = SamplingOptions{}.top_k;
    double top_p = SamplingOptions{}.top_p;
    std::optional<double> guidance;
    bool greedy = false;
    int best_of = 1;
    std::vector<fs::path> outputs;
    ExportChoices files;
};

/// Short enough to be typed again, and exact in every JSON reader.
std::uint64_t fresh_seed() {
    return std::random_device{}() % 1'000'000;
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

struct ScoredMotion {
    GeneratedMotion motion;
    std::optional<MotionScore> score;
    int candidate = 0;  ///< the variation that an ordinary request calls it
    Understanding understanding;
};

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
            const auto asked = asked_facts(motions.front().motion.prompt);
            for (std::size_t i = 0; i < motions.size(); ++i) {
                motions[i].understanding =
                    judge_understanding(reading ? &*reading : nullptr, percentiles[i], calibration,
                                        missed_of(asked, motions[i].motion.clip));
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

class Results {
  public:
    Results(const Context& context, const GenerateOptions& options, const ExportPlan& plan, int prompt_count,
            const ModelInfo& model)
        : json_(context.options.json),
          options_(options),
          plan_(plan),
          prompt_count_(prompt_count),
          model_(model) {}

    /// Writes the files of the motions of one prompt and tells about them, on a terminal the best first.
    /// `prompt_number` counts from 1.
    void add(std::vector<ScoredMotion> motions, int prompt_number, double elapsed) {
        std::vector<std::vector<std::string>> files(motions.size());
        for (std::size_t i = 0; i < motions.size(); ++i) {
            GeneratedMotion& motion = motions[i].motion;
            motion.clip = clean_up(motion.clip, plan_.clean_up);
            for (const fs::path& output : options_.outputs) {
                const fs::path file =
                    numbered(output, options_.prompt_file.empty() ? 0 : prompt_number, prompt_count_,
                             options_.variations == 1 ? 0 : motion.variation + 1, options_.variations);
                save_clip(file, motion.clip, {motion.prompt, motion.seed, model_.name, motion.tokens},
                          plan_.format);
                files[i].push_back(file.string());
            }
            if (json_) print_line(motions[i], files[i], elapsed);
        }
        if (json_) return;
        end_status();
        fmt::print("{}\n", printable(motions.front().motion.prompt));
        for (const auto& warning : prompt_warnings(motions.front().motion.prompt, model_.window))
            fmt::print(stderr, "  {}\n", printable(warning));
        std::stable_sort(motions.begin(), motions.end(), [](const ScoredMotion& a, const ScoredMotion& b) {
            return a.score && b.score && a.score->total > b.score->total;
        });
        for (const ScoredMotion& motion : motions) {
            print_text(motion, files[static_cast<std::size_t>(motion.motion.variation)]);
        }
        std::fflush(stdout);
        print_notices(motions);
    }

  private:
    void print_line(const ScoredMotion& scored, const std::vector<std::string>& files, double elapsed) const {
        const GeneratedMotion& motion = scored.motion;
        nlohmann::json line = {{"prompt", motion.prompt},
                               {"file", files.empty() ? nlohmann::json() : nlohmann::json(files.front())},
                               {"files", files},
                               {"seed", motion.seed},
                               {"variation", motion.variation},
                               {"tokens", motion.tokens},
                               {"ended", motion.ended},
                               {"frames", motion.clip.frame_count()},
                               {"fps", motion.clip.fps},
                               {"seconds", motion.clip.seconds()},
                               {"log_probability", motion.log_probability},
                               {"elapsed", elapsed},
                               {"model", model_.name},
                               {"warnings", prompt_warnings(motion.prompt, model_.window)}};
        if (scored.score) {
            line["reward"] = scored.score->total;
            line["distance"] = scored.score->distance;
        }
        const Understanding& understanding = scored.understanding;
        line["understanding"] = level_name(understanding.level);
        line["percentile"] =
            understanding.percentile ? nlohmann::json(*understanding.percentile) : nlohmann::json();
        line["notice"] = understanding.notice();
        line["nearest"] = understanding.nearest;
        const auto facts = asked_facts(motion.prompt);
        nlohmann::json asked = nlohmann::json::array();
        for (const AskedFact& fact : facts) asked.push_back({{"name", fact.name}, {"wanted", fact.wanted}});
        nlohmann::json missed = nlohmann::json::array();
        for (const MissedFact& fact : missed_of(facts, motion.clip))
            missed.push_back({{"name", fact.name}, {"wanted", fact.wanted}, {"found", fact.found}});
        line["asked"] = asked;
        line["missed"] = missed;
        if (options_.best_of > 1) {
            line["best_of"] = options_.best_of;
            line["candidate"] = scored.candidate;
        }
        print_json(line);
    }
    void print_text(const ScoredMotion& scored, const std::vector<std::string>& files) const {
        const GeneratedMotion& motion = scored.motion;
        fmt::print("  {}{:4.1f} s  {:2} tokens  log-probability {:7.1f}  {}seed {}{}\n",
                   options_.variations == 1 ? "" : fmt::format("{:2}  ", motion.variation + 1),
                   motion.clip.seconds(), motion.tokens.size(), motion.log_probability,
                   scored.score ? fmt::format("reward {:6.3f}  ", scored.score->total) : "", motion.seed,
                   files.empty() ? "" : fmt::format("  -> {}", fmt::join(files, ", ")));
    }

    /// On stderr, each notice once, with the numbers of the variations that it is about where not all have
    /// it.
    void print_notices(const std::vector<ScoredMotion>& motions) const {
        std::vector<std::string> told;
        for (const ScoredMotion& motion : motions) {
            const std::string notice = motion.understanding.notice();
            if (notice.empty() || std::find(told.begin(), told.end(), notice) != told.end()) continue;
            told.push_back(notice);
            std::vector<int> about;
            for (const ScoredMotion& other : motions) {
                if (other.understanding.notice() == notice) about.push_back(other.motion.variation + 1);
            }
            std::sort(about.begin(), about.end());
            fmt::print(stderr, "  {}{}\n",
                       about.size() == motions.size() ? "" : fmt::format("{}: ", fmt::join(about, ", ")),
                       printable(notice));
        }
    }

    bool json_;
    const GenerateOptions& options_;
    const ExportPlan& plan_;
    int prompt_count_;
    const ModelInfo& model_;
};

/// Several prompts in a row: what cannot be asked of them together is said.
int run_sequence(const Context& context, const GenerateOptions& options) {
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

int run_generate(const Context& context, const GenerateOptions& options) {
    if (!options.sequence_file.empty() || (options.prompt_file.empty() && is_sequence(options.prompt)))
        return run_sequence(context, options);
    if (!options.save_scene.empty())
        throw usage_error("--save-scene: expected a sequence, \"A | B\" or --sequence FILE");
    using Clock = std::chrono::steady_clock;
    check_outputs(options.outputs);
    const ExportPlan plan = plan_export(options.files);
    const std::vector<std::string> prompts =
        options.prompt_file.empty() ? std::vector{options.prompt} : read_prompts(options.prompt_file);
    const std::uint64_t seed = context.options.seed.value_or(fresh_seed());
    // What can be wrong without knowing the model (all but the length) is found before the model is read.
    for (const std::string& prompt : prompts) {
        GenerateRequest request = request_for(options, prompt, seed, options.guidance.value_or(0));
        request.seconds.reset();
        request.validate(0);
    }
    if (options.best_of < 1 || options.best_of > kVariationsMax / options.variations) {
        throw usage_error("--best-of: expected 1 to {} for {} variations, found {}",
                          kVariationsMax / options.variations, options.variations, options.best_of);
    }

    const fs::path folder = model_folder(context);
    const double guidance = options.guidance ? *options.guidance : load_model_config(folder).guidance;
    const auto generator = MotionGenerator::load(folder, {context.options.device, context.options.threads});
    // Where there is nothing to choose from or to put in order, scores are not worth the time that they take.
    const bool choosing = options.best_of > 1;
    std::shared_ptr<const MotionScorer> scorer;
    if (choosing || (options.variations > 1 && MotionScorer::available(folder))) {
        scorer = MotionScorer::load(folder, {context.options.device, context.options.threads});
    }
    const Notices notices(folder, {context.options.device, context.options.threads});
    std::vector<GenerateRequest> requests;
    for (const std::string& prompt : prompts) {
        requests.push_back(request_for(options, prompt, seed, guidance));
        requests.back().validate(generator->seconds_max());
    }
    spdlog::info("generate: {} prompts, {} variations, seed {}, model {}", prompts.size(), options.variations,
                 seed, folder.string());

    const bool show_progress = !context.options.json && stderr_is_terminal();
    const auto show = [&](double share) {
        if (show_progress) show_status(fmt::format("generating {:3.0f} %", 100 * share));
    };
    Results results(context, options, plan, static_cast<int>(prompts.size()), generator->info());
    const auto start = Clock::now();
    const std::size_t batch =
        static_cast<std::size_t>(std::max(1, kBatchMotions / (options.variations * options.best_of)));
    for (std::size_t first = 0; first < requests.size(); first += batch) {
        if (context.stop.stop_requested()) {
            throw Error(ErrorKind::Interrupted,
                        fmt::format("interrupted after {} of {} prompts", first, requests.size()));
        }
        show(static_cast<double>(first) / static_cast<double>(requests.size()));
        const auto batch_start = Clock::now();
        const auto begin = requests.begin() + static_cast<std::ptrdiff_t>(first);
        const auto end =
            requests.begin() + static_cast<std::ptrdiff_t>(std::min(first + batch, requests.size()));
        std::vector<std::vector<GeneratedMotion>> motions;
        std::vector<std::vector<ScoredMotion>> scored(static_cast<std::size_t>(end - begin));
        if (choosing) {
            auto best = generate_best_of(*generator, *scorer, {begin, end}, options.best_of, context.stop);
            for (std::size_t i = 0; i < best.size(); ++i) {
                for (BestMotion& motion : best[i])
                    scored[i].push_back({std::move(motion.motion), motion.score, motion.candidate, {}});
            }
        } else if (requests.size() == 1) {
            StreamListener listener;
            listener.on_progress = show;
            motions = {generator->generate(requests.front(), listener, context.stop)};
        } else {
            motions = generator->generate_batch({begin, end}, context.stop);
        }
        for (std::size_t i = 0; i < motions.size(); ++i) {
            const auto scores = scorer ? score_motions(*scorer, motions[i]) : std::vector<MotionScore>{};
            for (std::size_t v = 0; v < motions[i].size(); ++v) {
                const auto score = scorer ? std::optional(scores[v]) : std::nullopt;
                scored[i].push_back({std::move(motions[i][v]), score, static_cast<int>(v), {}});
            }
        }
        for (auto& of_prompt : scored) notices.judge(of_prompt);
        const double elapsed = std::chrono::duration<double>(Clock::now() - batch_start).count();
        for (std::size_t i = 0; i < scored.size(); ++i)
            results.add(std::move(scored[i]), static_cast<int>(first + i) + 1, elapsed);
    }
    if (context.options.json) return 0;
    end_status();
    const auto count = static_cast<int>(requests.size()) * options.variations;
    fmt::print("{} {} in {}{}\n", count, count == 1 ? "motion" : "motions",
               duration_text(std::chrono::duration<double>(Clock::now() - start).count()),
               options.outputs.empty() ? "; -o FILE saves them" : "");
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
