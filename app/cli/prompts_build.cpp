// instructmotion prompts pool|compose|build|coverage: from captions to a set of novel prompts.

#include <chrono>
#include <filesystem>
#include <iterator>
#include <optional>
#include <string>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "app/cli/console.h"
#include "app/cli/prompts.h"
#include "app/cli/prompts_input.h"
#include "app/cli/prompts_language_model.h"
#include "engine/prompts/novel_set.h"
#include "engine/prompts/sentence_vectors.h"
#include "engine/prompts/source_captions.h"
#include "engine/vocabulary/vocabulary_captions.h"

namespace im::cli {
namespace {

using nlohmann::json;
using Clock = std::chrono::steady_clock;

double seconds_since(Clock::time_point start) {
    return std::chrono::duration<double>(Clock::now() - start).count();
}

void status(const Context& context, const std::string& text) {
    if (!context.options.json && stderr_is_terminal()) show_status(text);
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

}  // namespace

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

}  // namespace im::cli
