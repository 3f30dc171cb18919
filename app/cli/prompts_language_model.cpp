#include "app/cli/prompts_language_model.h"

#include <cstdio>
#include <filesystem>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

namespace im::cli {

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

}  // namespace im::cli
