// instructmotion prompts sample|decompose|pool|compose|filter|tag|build|coverage|review|train-tagger

#include "app/cli/prompts.h"

#include <chrono>
#include <fstream>
#include <iostream>
#include <random>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "app/cli/console.h"
#include "engine/core/error.h"
#include "engine/prompts/caption_check.h"
#include "engine/prompts/language_model_engine.h"
#include "engine/prompts/sentence_vectors.h"
#include "engine/prompts/source_captions.h"
#include "engine/vocabulary/vocabulary_captions.h"

namespace im::cli {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

struct PromptsOptions {
    std::string input, out, data, split = "train", file, endpoint, name, settings;
    std::vector<std::string> kinds, more_of;
    int count = 1000, rare = 10;
    double test_share = 0.2;
    bool all = false, language_model = false, append = false, no_embedding = false;
};

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void status(const Context& context, const std::string& text) {
    if (!context.options.json && stderr_is_terminal()) show_status(text);
}

Decomposer offline_decomposer() {
    return Decomposer(load_tagger());
}

json decomposition_json(const std::string& caption, const Decomposition& result) {
    json parts = json::array();
    for (const auto& part : result.parts) {
        json object = {{"text", part.text}, {"verb", part.lemma}};
        if (part.negated) object["negated"] = true;
        if (part.with_previous) object["with_previous"] = true;
        parts.push_back(std::move(object));
    }
    json object = {{"caption", caption}, {"decomposable", result.decomposable()}, {"parts", parts}};
    if (result.problem) object["problem"] = *result.problem;
    return object;
}

// ---- the language model, where asked for
// --------------------------------------------------------------------------------------

std::optional<LanguageModelEngine> language_model(const Context& context, const PromptsOptions& options) {
    if (!options.language_model) return std::nullopt;
    LlmSettings settings =
        load_llm_settings(options.settings.empty() ? llm_settings_file(context.workspace)
                                                   : std::filesystem::path(options.settings));
    settings.cache_folder = llm_cache_folder(context.workspace);
    return std::optional<LanguageModelEngine>(std::in_place, settings, context.stop);
}

void report_usage(const Context& context, const std::optional<LanguageModelEngine>& engine) {
    if (!engine) return;
    const auto& usage = engine->usage();
    const auto text = fmt::format(
        "language model {}: {} requests, {} answers from the cache, {} + {} tokens, {:.1f} s{}; {} fell back "
        "to the offline engine",
        engine->model(), usage.requests, usage.cached, usage.tokens_in, usage.tokens_out, usage.seconds,
        usage.cost > 0 ? fmt::format(", cost {:.4f}", usage.cost) : "", engine->fallbacks());
    spdlog::info("{}", text);
    if (context.options.json) {
        print_json({{"event", "language model"},
                    {"model", engine->model()},
                    {"requests", usage.requests},
                    {"cached", usage.cached},
                    {"tokens_in", usage.tokens_in},
                    {"tokens_out", usage.tokens_out},
                    {"seconds", usage.seconds},
                    {"cost", usage.cost},
                    {"fallbacks", engine->fallbacks()},
                    {"last_problem", engine->last_problem()}});
    } else {
        fmt::print(stderr, "{}\n", text);
        if (engine->fallbacks() > 0)
            fmt::print(stderr, "the last reason: {}\n", printable(engine->last_problem()));
    }
}

// ---- steps
// --------------------------------------------------------------------------------------------------------------------------

/// The vocabulary of the model in use, for when no data set is given.
Vocabulary model_vocabulary(const Context& context) {
    const auto folder = model_folder(context);
    if (!has_vocabulary(folder)) {
        throw usage_error(
            "{}: the model has no vocabulary to take captions from; give --data DIR, or let \"instructmotion "
            "train vocabulary\" make one",
            folder.string());
    }
    return load_vocabulary(folder);
}

int run_sample(const Context& context, const PromptsOptions& options) {
    auto captions = options.data.empty() ? captions_of(model_vocabulary(context))
                                         : read_source_captions(options.data, options.split);
    std::mt19937_64 random(context.options.seed.value_or(0));
    const auto count = std::min<std::size_t>(captions.size(), static_cast<std::size_t>(options.count));
    for (std::size_t i = 0; i < count; ++i) {
        std::swap(captions[i], captions[i + random() % (captions.size() - i)]);
        const auto& caption = captions[i];
        if (context.options.json)
            print_json({{"text", caption.text},
                        {"clip", caption.clip},
                        {"actions", caption.actions},
                        {"style", caption.style}});
        else
            fmt::print("{}\n", printable(caption.text));
    }
    return 0;
}

int run_decompose(const Context& context, const PromptsOptions& options) {
    const Decomposer offline = offline_decomposer();
    auto engine = language_model(context, options);
    each_text(options.input, context.stop, [&](const std::string& caption) {
        const auto result = engine ? engine->decompose(caption, offline) : offline.decompose(caption);
        if (context.options.json) return print_json(decomposition_json(caption, result));
        fmt::print("{}\n", printable(caption));
        if (result.problem) fmt::print("   refused: {}\n", *result.problem);
        for (const auto& part : result.parts)
            fmt::print("   {} {}\n", part.with_previous ? "&" : ">", printable(part.text));
    });
    report_usage(context, engine);
    return 0;
}

int run_filter(const Context& context, const PromptsOptions& options) {
    const Decomposer decomposer = offline_decomposer();
    int kept = 0, all = 0;
    each_text(options.input, context.stop, [&](const std::string& text) {
        ++all;
        const auto result = decomposer.decompose(text);
        std::string problem = result.problem.value_or("");
        for (std::size_t i = 1; i < result.parts.size() && problem.empty(); ++i) {
            const auto before = body_use(result.parts[i - 1]), next = body_use(result.parts[i]);
            const bool together = result.parts[i].with_previous;
            if (together && !can_go_together(before, next))
                problem = fmt::format("cannot be done at once: {} + {}", result.parts[i - 1].lemma,
                                      result.parts[i].lemma);
            if (!together && !can_follow(before, next))
                problem = fmt::format("postures do not follow: {} -> {}", result.parts[i - 1].lemma,
                                      result.parts[i].lemma);
        }
        kept += problem.empty() ? 1 : 0;
        if (context.options.json)
            print_json({{"text", text}, {"plausible", problem.empty()}, {"problem", problem}});
        else if (problem.empty())
            fmt::print("{}\n", printable(text));
        else
            fmt::print(stderr, "left out ({}): {}\n", problem, printable(text));
    });
    spdlog::info("prompts filter: kept {} of {}", kept, all);
    return 0;
}

int run_tag(const Context& context, const PromptsOptions& options) {
    const auto tagger = load_tagger();
    each_text(options.input, context.stop, [&](const std::string& text) {
        const auto tokens = motion_tokens(*tagger, text.substr(0, 4000));
        if (context.options.json)
            print_json({{"text", text}, {"tokens", tokens}});
        else
            fmt::print("{}#{}\n", printable(text), fmt::join(tokens, " "));
    });
    return 0;
}

MotionPool make_pool(const Context& context, const PromptsOptions& options) {
    const auto vocabulary =
        options.data.empty() ? std::optional(model_vocabulary(context)) : std::optional<Vocabulary>();
    const auto captions = vocabulary ? captions_of(*vocabulary) : read_source_captions(options.data, "train");
    PoolOptions pool_options;
    pool_options.stop = context.stop;
    pool_options.on_progress = [&](int done, int total) {
        status(context, fmt::format("comparing meanings {}/{}", done, total));
    };
    status(context, fmt::format("decomposing {} captions", captions.size()));
    auto pool = build_pool(captions, offline_decomposer(),
                           options.no_embedding ? TextEmbedder() : sentence_embedder(), pool_options);
    if (vocabulary) add_known_pairs(*vocabulary, pool);
    if (stderr_is_terminal()) end_status();
    return pool;
}

int run_pool(const Context& context, const PromptsOptions& options) {
    const auto start = Clock::now();
    const auto pool = make_pool(context, options);
    for (const auto& item : pool.motions) {
        if (context.options.json)
            print_json({{"text", item.motion.text},
                        {"action", item.action},
                        {"count", item.count},
                        {"clips", item.clips}});
        else
            fmt::print("{:6} {} [{}]\n", item.count, printable(item.motion.text), item.action);
    }
    const auto summary = fmt::format(
        "{} meta-motions, {} manners; {} of {} captions can be decomposed; {} descriptions of equal meaning "
        "united; {:.1f} s",
        pool.motions.size(), pool.manners.size(), pool.decomposable, pool.captions, pool.same_meaning,
        seconds_since(start));
    spdlog::info("prompts pool: {}", summary);
    if (!context.options.json) fmt::print(stderr, "{}\n", summary);
    for (const auto& [reason, count] : pool.refused) {
        if (!context.options.json) fmt::print(stderr, "{} captions refused: {}\n", count, reason);
    }
    return 0;
}

NovelOptions novel_options(const Context& context, const PromptsOptions& options) {
    NovelOptions novel;
    novel.count = options.count;
    novel.seed = context.options.seed.value_or(0);
    novel.test_share = options.test_share;
    novel.more_of = options.more_of;
    novel.stop = context.stop;
    novel.on_progress = [&context](int done, int total) {
        status(context, fmt::format("composing {}/{}", done, total));
    };
    if (!options.kinds.empty()) {
        novel.kinds.clear();
        for (const auto& kind : options.kinds) novel.kinds.push_back(composition_kind_by_name(kind));
    }
    return novel;
}

void print_coverage(const Context& context, const std::vector<NovelPrompt>& prompts, int rare,
                    const char* event) {
    const auto coverage = coverage_of(prompts);
    json rare_json = json::array();
    for (const auto& [action, count] : coverage.rare(static_cast<std::size_t>(rare)))
        rare_json.push_back({{"action", action}, {"count", count}});
    if (context.options.json) {
        print_json({{"event", event},
                    {"prompts", prompts.size()},
                    {"kinds", coverage.kinds},
                    {"splits", coverage.splits},
                    {"actions", coverage.actions.size()},
                    {"pairs", coverage.pairs.size()},
                    {"pairs_in_both_splits", coverage.shared_pairs},
                    {"rare", rare_json}});
        return;
    }
    fmt::print("{} prompts: {} ({})\n", prompts.size(), fmt::join(coverage.kinds, ", "),
               fmt::join(coverage.splits, ", "));
    fmt::print("{} actions in {} pairs; {} pairs in both splits\n", coverage.actions.size(),
               coverage.pairs.size(), coverage.shared_pairs);
    fmt::print("rare:\n");
    for (const auto& entry : rare_json)
        fmt::print("{:6} {}\n", entry["count"].get<int>(), entry["action"].get<std::string>());
}

/// compose and build: captions in, set out.
int run_build(const Context& context, const PromptsOptions& options) {
    const auto start = Clock::now();
    const std::filesystem::path out = options.out;
    std::vector<NovelPrompt> existing;
    if (options.append && std::filesystem::exists(out)) existing = load_novel_set(out);
    const auto pool = make_pool(context, options);
    const auto tagger = load_tagger();
    auto set = compose_novel(pool, *tagger, novel_options(context, options), existing);
    if (stderr_is_terminal()) end_status();
    auto engine = language_model(context, options);
    if (engine) {
        for (std::size_t i = 0; i < set.prompts.size(); ++i) {
            status(context, fmt::format("asking {} {}/{}", engine->model(), i, set.prompts.size()));
            engine->reword(set.prompts[i], *tagger);
        }
        if (stderr_is_terminal()) end_status();
    }
    report_usage(context, engine);
    const auto made = set.prompts.size();
    existing.insert(existing.end(), std::make_move_iterator(set.prompts.begin()),
                    std::make_move_iterator(set.prompts.end()));
    if (out.empty()) {
        for (const auto& prompt : existing) {
            if (context.options.json)
                print_json(to_json(prompt));
            else
                fmt::print("{}\n", prompt.text);
        }
    } else {
        save_novel_set(out, existing);
    }
    spdlog::info("prompts build: {} made, {} in all, {:.1f} s, into {}", made, existing.size(),
                 seconds_since(start), out.string());
    for (const auto& [reason, count] : set.left_out)
        spdlog::info("left out {} combinations: {}", count, reason);
    if (made < static_cast<std::size_t>(options.count)) {
        fmt::print(stderr,
                   "made {} of {}: the captions have no more plausible novel combinations of these kinds\n",
                   made, options.count);
    }
    if (!out.empty()) print_coverage(context, existing, options.rare, "built");
    return 0;
}

int run_coverage(const Context& context, const PromptsOptions& options) {
    print_coverage(context, load_novel_set(options.file), options.rare, "coverage");
    return 0;
}

int run_train_tagger(const Context& context, const PromptsOptions& options) {
    const auto train = read_tagged_sentences(options.data, "train");
    PosTagger::TrainingOptions training;
    training.seed = context.options.seed.value_or(1);
    training.stop = context.stop;
    training.on_epoch = [&](int epoch, double accuracy) {
        if (context.options.json)
            print_json({{"event", "epoch"}, {"epoch", epoch}, {"accuracy", accuracy}});
        else
            fmt::print("epoch {}: {:.2f} % of the training words\n", epoch, 100 * accuracy);
    };
    const auto tagger = PosTagger::train(train, training);
    tagger.save(options.out);
    for (const char* split : {"test", "test-grammar"}) {
        const auto sentences = read_tagged_sentences(options.data, split);
        if (sentences.empty()) continue;
        const double accuracy = tagger.accuracy(sentences);
        if (context.options.json)
            print_json({{"event", "accuracy"},
                        {"split", split},
                        {"sentences", sentences.size()},
                        {"accuracy", accuracy}});
        else
            fmt::print("{}: {:.2f} % of the words of {} sentences, punctuation left out\n", split,
                       100 * accuracy, sentences.size());
    }
    return 0;
}

}  // namespace

std::shared_ptr<const PosTagger> load_tagger() {
    return std::make_shared<PosTagger>(PosTagger::load(default_pos_tagger_file()));
}

void each_text(const std::string& file, const std::stop_token& stop,
               const std::function<void(const std::string&)>& each) {
    std::ifstream opened;
    if (!file.empty() && file != "-") {
        if (std::filesystem::path(file).extension() == ".json") {
            for (const auto& prompt : load_novel_set(file)) each(prompt.text);
            return;
        }
        opened.open(file);
        if (!opened) throw input_error("{}: cannot be read", file);
    }
    std::istream& in = opened.is_open() ? opened : std::cin;
    const bool json_lines = std::filesystem::path(file).extension() == ".jsonl";
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        if (stop.stop_requested())
            throw Error(ErrorKind::Interrupted, fmt::format("stopped at line {}", number));
        if (json_lines || (line.starts_with("{\"") && line.ends_with('}'))) {
            const auto object = json::parse(line, nullptr, false);
            if (!object.is_object() || !object.contains("text") || !object["text"].is_string()) {
                throw input_error("{}:{}: expected a JSON object with a \"text\"",
                                  file.empty() ? "standard input" : file, number);
            }
            line = object["text"].get<std::string>();
        }
        if (!line.empty()) each(line);
    }
}

void add_prompts(CLI::App& app, Context& context) {
    CLI::App* prompts =
        app.add_subcommand("prompts", "Composes novel descriptions from a data set's captions");
    prompts->require_subcommand(1);
    prompts->footer(
        "build runs all steps: captions -> meta-motions -> pool -> compositions -> filter -> tags -> one "
        "JSON set for finetune.");
    auto options = std::make_shared<PromptsOptions>();
    const auto add = [&](const char* name, const char* description,
                         int (*run)(const Context&, const PromptsOptions&)) {
        CLI::App* command = prompts->add_subcommand(name, description);
        command->callback([&context, options, run] {
            context.run = [&context, options, run] { return run(context, *options); };
        });
        return command;
    };
    const auto reads_texts = [&](CLI::App* command) {
        command
            ->add_option("file", options->input,
                         "One text a line, .jsonl or .json with \"text\"; default: standard input")
            ->type_name("FILE");
    };
    const auto reads_data = [&](CLI::App* command) {
        command
            ->add_option(
                "--data", options->data,
                "Data set: compact, HumanML3D/KIT-ML or imported; default: the captions in the model's "
                "vocabulary")
            ->type_name("DIR");
    };
    const auto asks_model = [&](CLI::App* command) {
        command->add_flag("--llm", options->language_model,
                          "Ask a language model; what it cannot do, the offline engine does");
        command
            ->add_option("--llm-settings", options->settings,
                         "JSON {\"url\", \"model\", \"key\"}, mode 600; default: language-model.json of the "
                         "workspace; $IM_LLM_URL, $IM_LLM_MODEL, $IM_LLM_KEY win")
            ->type_name("FILE");
    };

    CLI::App* sample = add("sample", "Random captions of a data set", run_sample);
    reads_data(sample);
    sample->add_option("-n,--count", options->count, "How many")
        ->check(CLI::Range(1, 1000000).description(""))
        ->type_name("N");
    sample->add_option("--split", options->split, "train, val, test or all")->type_name("SPLIT");

    CLI::App* decompose =
        add("decompose", "Splits descriptions into meta-motions, one action each", run_decompose);
    reads_texts(decompose);
    asks_model(decompose);

    CLI::App* pool = add("pool", "The meta-motions of a data set, each meaning once", run_pool);
    reads_data(pool);
    pool->add_flag("--wording-only", options->no_embedding,
                   "Unite equal wordings only; needs no sentence encoder");

    for (const char* name : {"compose", "build"}) {
        const bool build = std::string_view(name) == "build";
        CLI::App* command = add(name,
                                build ? "All steps: a data set's captions to a set of novel prompts"
                                      : "Novel descriptions, printed",
                                run_build);
        reads_data(command);
        if (build) {
            command->add_option("-o,--out", options->out, "Set to write: .json, or .jsonl")
                ->required()
                ->type_name("FILE");
            command->add_flag("--append", options->append,
                              "Add to the set in --out, without repeating its combinations");
        }
        command->add_option("-n,--count", options->count, "How many")
            ->check(CLI::Range(1, 1000000).description(""))
            ->capture_default_str()
            ->type_name("N");
        command
            ->add_option("--kind", options->kinds,
                         "sequence, simultaneous, style; may be given several times")
            ->type_name("KIND")
            ->allow_extra_args(false);
        command
            ->add_option("--more-of", options->more_of,
                         "Only compositions with this action; may be given several times")
            ->type_name("ACTION")
            ->allow_extra_args(false);
        command
            ->add_option("--test-share", options->test_share,
                         "Share of the pairs of actions that only test shows")
            ->check(CLI::Range(0.0, 0.9).description(""))
            ->capture_default_str();
        command->add_flag("--wording-only", options->no_embedding,
                          "Unite equal wordings only; needs no sentence encoder");
        asks_model(command);
    }

    reads_texts(add("filter", "Keeps descriptions that one body can do", run_filter));
    reads_texts(add("tag", "Part-of-speech tags, as HumanML3D's texts have them", run_tag));

    CLI::App* coverage =
        add("coverage", "Which actions and pairs a set covers, which are rare", run_coverage);
    coverage->add_option("set", options->file, "A set of novel prompts")->required()->type_name("FILE");
    coverage->add_option("--rare", options->rare, "How many of the rarest to list")
        ->check(CLI::Range(0, 100000).description(""))
        ->capture_default_str();

    add_prompts_review(*prompts, context);

    CLI::App* train = add("train-tagger", "Trains the part-of-speech tagger", run_train_tagger);
    train->add_option("--data", options->data, "JSON lines of tools/tagged_sentences.py")
        ->required()
        ->type_name("FILE");
    train->add_option("-o,--out", options->out, "Weights to write")->required()->type_name("FILE");
}

}  // namespace im::cli
