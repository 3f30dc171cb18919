// instructmotion prompts sample|decompose|filter|tag: one text after the other.

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "app/cli/prompts.h"
#include "app/cli/prompts_input.h"
#include "app/cli/prompts_language_model.h"
#include "engine/prompts/body_use.h"
#include "engine/prompts/source_captions.h"
#include "engine/vocabulary/vocabulary_captions.h"

namespace im::cli {
namespace {

using nlohmann::json;

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

}  // namespace

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

}  // namespace im::cli
