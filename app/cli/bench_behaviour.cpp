// instructmotion bench behaviour|checks|asked: how often a model does what people ask for, and how well that is
// seen.

#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/bench.h"
#include "engine/asked/asked_rates.h"
#include "engine/behaviour/check_rates.h"
#include "engine/core/error.h"
#include "engine/generate/best_of.h"
#include "engine/generate/draw_again.h"
#include "engine/generate/motion_scorer.h"

namespace im::cli {
namespace {

struct BehaviourOptions {
    int seeds = 8, best_of = 1, tries = 1;
    std::string name;  ///< of a behaviour or group, or a part of one; empty: all
    SamplingOptions sampling;
};

std::vector<Behaviour> chosen(const std::string& name) {
    return name.empty() ? all_behaviours() : behaviours_named(name);
}

void print_result(const BehaviourResult& result, bool json) {
    if (json) {
        print_json({{"behaviour", result.name},
                    {"group", result.group},
                    {"clips", result.clips},
                    {"shown", result.shown},
                    {"share", result.share()},
                    {"wanted_share", result.wanted_share},
                    {"shown_by_prompt", result.shown_by_prompt}});
        return;
    }
    fmt::print("{:36} {:7} {:5.1f} % {:5.0f} %{} {}\n", result.name, result.clips, 100 * result.share(),
               100 * result.wanted_share, result.share() >= result.wanted_share ? "  " : " *",
               fmt::join(result.shown_by_prompt, " "));
    std::fflush(stdout);
}

void print_summary(const std::vector<BehaviourResult>& results, bool json) {
    const BehaviourSummary summary = summarise(results);
    if (json) {
        print_json({{"behaviours", results.size()},
                    {"mean_share", summary.mean_share},
                    {"reached", summary.reached},
                    {"below_60", summary.below_60},
                    {"share_by_group", summary.by_group}});
        return;
    }
    fmt::print("\n");
    for (const auto& [group, share] : summary.by_group) fmt::print("{:44} {:5.1f} %\n", group, 100 * share);
    fmt::print("\nmean over {} behaviours {:.1f} %; {} reach what is wanted of them (* do not)\n",
               results.size(), 100 * summary.mean_share, summary.reached);
    fmt::print("below 60 %: {}: {}\n", summary.below_60.size(),
               summary.below_60.empty() ? "none" : fmt::format("{}", fmt::join(summary.below_60, ", ")));
}

/// As `generate` draws them.
MotionSource drawing_again(const Context& context, int tries) {
    const auto generator =
        MotionGenerator::load(model_folder(context), {context.options.device, context.options.threads});
    return [generator, tries, stop = context.stop](const auto& requests) {
        auto motions = generator->generate_batch(requests, stop);
        for (std::size_t i = 0; i < motions.size(); ++i)
            draw_again(*generator, requests[i], motions[i], tries, stop);
        return motions;
    };
}

int run_behaviour(const Context& context, const BehaviourOptions& options) {
    if (options.seeds < 1 || options.seeds > kVariationsMax) {
        throw usage_error("--seeds: expected 1..{}, found {}", kVariationsMax, options.seeds);
    }
    if (options.tries > 1 && options.best_of > 1)
        throw usage_error("--tries: expected without --best-of, found both");
    if (options.best_of < 1 || options.best_of > kVariationsMax / options.seeds) {
        throw usage_error("--best-of: expected 1..{} for {} seeds, found {}", kVariationsMax / options.seeds,
                          options.seeds, options.best_of);
    }
    const auto behaviours = chosen(options.name);
    const MotionSource source =
        options.tries > 1 ? drawing_again(context, options.tries) : motion_source(context, options.best_of);
    const bool json = context.options.json;
    if (!json) {
        fmt::print(
            "{} samples a prompt{}, guidance {}, temperature {}\n\n{:36} {:>7} {:>7} {:>8}  a prompt\n",
            options.seeds, options.best_of > 1 ? fmt::format(", each the best of {}", options.best_of) : "",
            options.sampling.guidance, options.sampling.temperature, "behaviour", "clips", "shown", "wanted");
    }
    const auto results = measure_behaviours(source, behaviours, options.seeds, options.sampling,
                                            [json](const auto& result) { print_result(result, json); });
    print_summary(results, json);
    return 0;
}

struct CheckOptions {
    std::vector<std::filesystem::path> data;
    std::string name;
    bool tokenizer = false;  ///< clips as the model's tokenizer gives them back
};

void print_rates(const CheckRates& rates, bool json) {
    nlohmann::json taken = nlohmann::json::array();
    std::vector<std::string> most;
    for (const auto& other : rates.taken) {
        taken.push_back({{"action", other.action}, {"clips", other.clips}, {"accepted", other.accepted}});
        if (most.size() < 4)
            most.push_back(fmt::format("{} {}/{}", other.action, other.accepted, other.clips));
    }
    if (json) {
        print_json({{"behaviour", rates.behaviour},
                    {"group", rates.group},
                    {"right", rates.right},
                    {"accepted", rates.accepted},
                    {"others", rates.others},
                    {"refused", rates.refused},
                    {"made", rates.made},
                    {"holds", rates.holds()},
                    {"missed", rates.missed},
                    {"taken", taken}});
        return;
    }
    fmt::print("{:36} {:6} {:6.1f} % {:7} {:6.1f} %{} {}\n", rates.behaviour, rates.right,
               100 * rates.accept_share(), rates.others, 100 * rates.refuse_share(),
               rates.holds() ? "  " : " *", fmt::join(most, ", "));
}

int run_checks(const Context& context, const CheckOptions& options) {
    const auto behaviours = chosen(options.name);
    const auto clips = load_tagged_clips(options.data, context.options.threads);
    if (!context.options.json) {
        fmt::print("{:36} {:>6} {:>8} {:>7} {:>8}    others that pass most\n", "behaviour", "right",
                   "accepted", "others", "refused");
    }
    const MotionPass pass =
        options.tokenizer ? through_tokenizer(model_folder(context), context.options.device) : MotionPass{};
    bool all = true;
    for (const CheckRates& rates : check_behaviours(clips, behaviours, pass)) {
        all = all && rates.holds();
        print_rates(rates, context.options.json);
    }
    if (!context.options.json)
        fmt::print("{}\n", all ? "all checks hold"
                               : "* accepts less than 95 % of right clips, or refuses less of others");
    return 0;
}

struct AskedOptions {
    std::vector<std::filesystem::path> data;
    int captions = 2;  ///< of each clip
};

int run_asked(const Context& context, const AskedOptions& options) {
    const AskedRates all =
        measure_asked(load_tagged_clips(options.data, context.options.threads), options.captions);
    if (context.options.json) {
        for (const AskedRate& rate : all.rates)
            print_json({{"asked", rate.asked},
                        {"captions", rate.captions},
                        {"kept", rate.kept},
                        {"share", rate.share()},
                        {"missed", rate.missed}});
        print_json({{"captions", all.captions}, {"answered", all.answered}, {"kept", all.kept}});
        return 0;
    }
    for (const AskedRate& rate : all.rates) {
        fmt::print("{:52} {:6} {:6.1f} %{}\n", rate.asked, rate.captions, 100 * rate.share(),
                   rate.share() < 0.95 && !rate.missed.empty() ? "  " + rate.missed.front() : "");
    }
    fmt::print("of {} captions {} ask what can be measured; {:.1f} % of these are kept in everything\n",
               all.captions, all.answered, 100.0 * all.kept / std::max(1, all.answered));
    return 0;
}

}  // namespace

MotionSource motion_source(const Context& context, int best_of) {
    const auto folder = model_folder(context);
    const auto generator = MotionGenerator::load(folder, {context.options.device, context.options.threads});
    if (best_of == 1) {
        return [generator, stop = context.stop](const auto& requests) {
            return generator->generate_batch(requests, stop);
        };
    }
    const std::shared_ptr<const MotionScorer> scorer =
        MotionScorer::load(folder, {context.options.device, context.options.threads});
    return [generator, scorer, best_of, stop = context.stop](const auto& requests) {
        std::vector<std::vector<GeneratedMotion>> motions;
        for (auto& kept : generate_best_of(*generator, *scorer, requests, best_of, stop)) {
            motions.emplace_back();
            for (auto& best : kept) motions.back().push_back(std::move(best.motion));
        }
        return motions;
    };
}

void add_behaviour_benches(CLI::App& bench, Context& context) {
    CLI::App* behaviour = bench.add_subcommand("behaviour", "How often the model does what people ask for");
    auto options = std::make_shared<BehaviourOptions>();
    behaviour->add_option("--seeds", options->seeds, "Samples a prompt")
        ->type_name("N")
        ->capture_default_str();
    behaviour->add_option("--best-of", options->best_of, "Keep the best of N by the reward")
        ->type_name("N")
        ->capture_default_str();
    behaviour
        ->add_option("--tries", options->tries,
                     "As many as `generate` takes by default are 4; 1: every sample as it comes")
        ->check(CLI::Range(1, 64))
        ->capture_default_str()
        ->type_name("N");
    behaviour->add_option("--behaviour", options->name, "Only those whose name or group contains this")
        ->type_name("NAME");
    behaviour->add_option("--guidance", options->sampling.guidance, "0: off")
        ->type_name("G")
        ->capture_default_str();
    behaviour->add_option("--temperature", options->sampling.temperature, "0: greedy")
        ->type_name("T")
        ->capture_default_str();
    behaviour->add_option("--top-k", options->sampling.top_k, "0: off")
        ->type_name("K")
        ->capture_default_str();
    behaviour->add_option("--top-p", options->sampling.top_p, "1: off")
        ->type_name("P")
        ->capture_default_str();
    behaviour->callback([&context, options] {
        context.run = [&context, options] { return run_behaviour(context, *options); };
    });

    CLI::App* checks = bench.add_subcommand(
        "checks", "How well the behaviours' checks tell right clips from others, on captured motion");
    auto check_options = std::make_shared<CheckOptions>();
    checks->add_option("--data", check_options->data, "Data-set folder; several times for several")
        ->required()
        ->type_name("DIR");
    checks->add_option("--behaviour", check_options->name, "Only those whose name or group contains this")
        ->type_name("NAME");
    checks->add_flag("--tokenizer", check_options->tokenizer,
                     "See clips as the model's tokenizer gives them back: what it can show at best");
    checks->callback([&context, check_options] {
        context.run = [&context, check_options] { return run_checks(context, *check_options); };
    });

    CLI::App* asked =
        bench.add_subcommand("asked", "How often captured motion keeps what is read out of its own captions");
    auto asked_options = std::make_shared<AskedOptions>();
    asked->add_option("--data", asked_options->data, "Data-set folder; several times for several")
        ->required()
        ->type_name("DIR");
    asked->add_option("--captions", asked_options->captions, "Captions of each clip")
        ->check(CLI::Range(1, 100))
        ->capture_default_str();
    asked->callback([&context, asked_options] {
        context.run = [&context, asked_options] { return run_asked(context, *asked_options); };
    });
}

}  // namespace im::cli
