// instructmotion bench tokenizer|behaviour|encoders|clean-up: how good models and exports are.

#include <memory>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/cli/bench.h"
#include "app/cli/progress.h"
#include "engine/core/error.h"
#include "engine/evaluate/behaviour_report.h"
#include "engine/evaluate/clean_up_report.h"
#include "engine/evaluate/contrastive_report.h"
#include "engine/evaluate/tokenizer_report.h"
#include "engine/generate/best_of.h"
#include "engine/generate/frame_stream.h"
#include "engine/generate/motion_scorer.h"
#include "engine/io/dataset.h"

namespace im::cli {
namespace {

struct TokenizerOptions {
    std::vector<std::filesystem::path> data;
    std::string split = "val";
};

int run_tokenizer(const Context& context, const TokenizerOptions& options) {
    const TokenizerReport report = report_tokenizer(model_folder(context), options.data, options.split,
                                                    context.options.device, context.options.threads);
    if (context.options.json) {
        print_json({{"split", options.split},
                    {"clips", report.clips},
                    {"local_mm", report.local_mm},
                    {"global_mm", report.global_mm},
                    {"skate_mm", report.skate_mm},
                    {"skate_data_mm", report.skate_data_mm},
                    {"skate_ratio", report.skate_mm / report.skate_data_mm},
                    {"codes_used", report.codes_used}});
        return 0;
    }
    fmt::print("{} clips of the {} split, whole, through the tokenizer and back\n", report.clips,
               options.split);
    fmt::print("mean joint error, root-aligned   {:7.1f} mm\n", report.local_mm);
    fmt::print("mean joint error, in the world   {:7.1f} mm\n", report.global_mm);
    fmt::print("speed of resting feet            {:7.1f} mm/frame, {:.2f} of the data's {:.1f}\n",
               report.skate_mm, report.skate_mm / report.skate_data_mm, report.skate_data_mm);
    fmt::print("codes in use                     {:7}\n", report.codes_used);
    return 0;
}

struct BehaviourOptions {
    int seeds = 20, best_of = 1;
    SamplingOptions sampling;
};

/// The generator's samples, or the best of several by the model's reward.
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

int run_behaviour(const Context& context, const BehaviourOptions& options) {
    if (options.seeds < 1 || options.seeds > kVariationsMax) {
        throw usage_error("--seeds: expected 1..{}, found {}", kVariationsMax, options.seeds);
    }
    if (options.best_of < 1 || options.best_of > kVariationsMax / options.seeds) {
        throw usage_error("--best-of: expected 1..{} for {} seeds, found {}", kVariationsMax / options.seeds,
                          options.seeds, options.best_of);
    }
    const MotionSource source = motion_source(context, options.best_of);
    if (!context.options.json) {
        fmt::print(
            "{} samples a prompt{}, guidance {}, temperature {}\n\n{:24} {:>7} {:>7} {:>8}  a prompt\n",
            options.seeds, options.best_of > 1 ? fmt::format(", each the best of {}", options.best_of) : "",
            options.sampling.guidance, options.sampling.temperature, "behaviour", "clips", "shown", "wanted");
    }
    const auto results = measure_behaviours(source, options.seeds, options.sampling);
    bool all = true;
    for (const auto& result : results) {
        all = all && result.share() >= result.wanted_share;
        if (context.options.json) {
            print_json({{"behaviour", result.name},
                        {"clips", result.clips},
                        {"shown", result.shown},
                        {"share", result.share()},
                        {"wanted_share", result.wanted_share},
                        {"shown_by_prompt", result.shown_by_prompt}});
        } else {
            fmt::print("{:24} {:7} {:5.1f} % {:5.0f} %{} {}\n", result.name, result.clips,
                       100 * result.share(), 100 * result.wanted_share,
                       result.share() >= result.wanted_share ? "  " : " *",
                       fmt::join(result.shown_by_prompt, " "));
        }
    }
    if (!context.options.json) fmt::print("{}\n", all ? "all reached" : "* below what is wanted");
    return 0;
}

struct EncoderOptions {
    std::vector<std::filesystem::path> data;
    std::string split = "test";
};

int run_encoders(const Context& context, const EncoderOptions& options) {
    const auto folder = model_folder(context);
    bool any = false;
    for (const char* name : {"reward", "judge"}) {
        if (any && !MotionScorer::available(folder, name))
            continue;  // without the first, too, the report says what is missing
        const ContrastiveReport report = report_encoders(folder, name, options.data, options.split,
                                                         context.options.device, context.options.threads);
        any = true;
        if (context.options.json) {
            nlohmann::json near_misses = nlohmann::json::array();
            for (const auto& misses : report.near_misses) {
                near_misses.push_back({{"kind", misses.kind},
                                       {"asked", misses.asked},
                                       {"told_apart", misses.told_apart},
                                       {"share", misses.share()}});
            }
            print_json({{"encoders", name},
                        {"split", options.split},
                        {"clips", report.clips},
                        {"r_precision", report.precision},
                        {"r_precision_other_labels", report.other_precision},
                        {"near_misses", near_misses}});
            continue;
        }
        fmt::print("{}: {} captured clips of the {} split\n", name, report.clips, options.split);
        const auto row = [](const char* what, const std::array<double, 3>& p) {
            fmt::print("  {:48} {:.3f}  {:.3f}  {:.3f}\n", what, p[0], p[1], p[2]);
        };
        row("R-precision top-1, 2, 3, pools of 32", report.precision);
        row("same action and style left out of the pool", report.other_precision);
        for (const auto& misses : report.near_misses) {
            fmt::print("  told apart: {:36} {:5.1f} %  of {}\n", misses.kind, 100 * misses.share(),
                       misses.asked);
        }
    }
    return 0;
}

struct CleanUpBenchOptions {
    std::vector<std::filesystem::path> data;
    std::string split = "test";
};

/// Two samples of each of the behaviours' prompts.
std::vector<MotionClip> generated_clips(const Context& context) {
    const MotionSource generate = motion_source(context, 1);
    std::vector<MotionClip> clips;
    for (const Behaviour& behaviour : basic_behaviours()) {
        for (auto& samples : generate(behaviour_requests(behaviour, 2, {})))
            for (auto& sample : samples) clips.push_back(std::move(sample.clip));
    }
    return clips;
}

std::vector<MotionClip> captured_clips(const Context& context, const CleanUpBenchOptions& options) {
    DatasetOptions what;
    what.splits = {split_by_name(options.split)};
    what.threads = context.options.threads;
    const MotionDataset set = load_datasets(options.data, what);
    const Skeleton& skeleton = skeleton_by_name(set.skeleton);
    std::vector<MotionClip> clips;
    for (const auto* motion : set.of(what.splits[0])) clips.push_back(joints_of(motion->features, skeleton));
    return clips;
}

int run_clean_up(const Context& context, const CleanUpBenchOptions& options) {
    const bool captured = !options.data.empty();
    const auto report =
        report_clean_up(captured ? captured_clips(context, options) : generated_clips(context));
    const double share = report.skate_mm > 0 ? report.locked_skate_mm / report.skate_mm : 0;
    if (context.options.json) {
        print_json({{"clips", report.clips},
                    {"skate_mm", report.skate_mm},
                    {"locked_skate_mm", report.locked_skate_mm},
                    {"locked_share", share},
                    {"change_mm", report.change_mm},
                    {"rotation_steps", report.rotation_steps},
                    {"unshown_steps", report.unshown_steps},
                    {"unshown_deg_max", report.unshown_deg_max}});
        return 0;
    }
    fmt::print("{} {} clips\n", report.clips, captured ? "captured" : "generated");
    fmt::print("standing feet                    {:7.2f} mm/frame, after foot lock {:.2f}: {:.1f} %\n",
               report.skate_mm, report.locked_skate_mm, 100 * share);
    fmt::print("joints moved by foot lock        {:7.1f} mm on average\n", report.change_mm);
    fmt::print(
        "rotation steps over 45 degrees   {:7} of {} that positions do not show; the worst {:.0f} degrees\n",
        report.unshown_steps, report.rotation_steps, report.unshown_deg_max);
    return 0;
}

}  // namespace

void add_quality_benches(CLI::App& bench, Context& context) {
    CLI::App* tokenizer = bench.add_subcommand("tokenizer", "How well motions come back from their tokens");
    auto tokenizer_options = std::make_shared<TokenizerOptions>();
    tokenizer->add_option("--data", tokenizer_options->data, "Data-set folder; may be given several times")
        ->required()
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("DIR");
    tokenizer->add_option("--split", tokenizer_options->split, "train, val or test")
        ->type_name("NAME")
        ->capture_default_str();
    tokenizer->callback([&context, tokenizer_options] {
        context.run = [&context, tokenizer_options] { return run_tokenizer(context, *tokenizer_options); };
    });

    CLI::App* behaviour = bench.add_subcommand("behaviour", "How often simple prompts are visibly done");
    auto behaviour_options = std::make_shared<BehaviourOptions>();
    behaviour->add_option("--seeds", behaviour_options->seeds, "Samples a prompt")
        ->type_name("N")
        ->capture_default_str();
    behaviour->add_option("--best-of", behaviour_options->best_of, "Keep the best of N by the reward")
        ->type_name("N")
        ->capture_default_str();
    behaviour->add_option("--guidance", behaviour_options->sampling.guidance, "0: off")
        ->type_name("G")
        ->capture_default_str();
    behaviour->add_option("--temperature", behaviour_options->sampling.temperature, "0: greedy")
        ->type_name("T")
        ->capture_default_str();
    behaviour->add_option("--top-k", behaviour_options->sampling.top_k, "0: off")
        ->type_name("K")
        ->capture_default_str();
    behaviour->add_option("--top-p", behaviour_options->sampling.top_p, "1: off")
        ->type_name("P")
        ->capture_default_str();
    behaviour->callback([&context, behaviour_options] {
        context.run = [&context, behaviour_options] { return run_behaviour(context, *behaviour_options); };
    });

    CLI::App* encoders =
        bench.add_subcommand("encoders", "How well reward and judge tell captured motions apart");
    auto encoder_options = std::make_shared<EncoderOptions>();
    encoders->add_option("--data", encoder_options->data, "Data-set folder; may be given several times")
        ->required()
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("DIR");
    encoders->add_option("--split", encoder_options->split, "train, val or test")
        ->type_name("NAME")
        ->capture_default_str();
    encoders->callback([&context, encoder_options] {
        context.run = [&context, encoder_options] { return run_encoders(context, *encoder_options); };
    });

    CLI::App* clean_up =
        bench.add_subcommand("clean-up", "What foot lock takes away and costs, and whether rotations jump");
    auto clean_up_options = std::make_shared<CleanUpBenchOptions>();
    clean_up
        ->add_option("--data", clean_up_options->data,
                     "Captured clips of a data-set folder (or several) instead of generated ones")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("DIR");
    clean_up->add_option("--split", clean_up_options->split, "train, val or test")
        ->type_name("NAME")
        ->capture_default_str();
    clean_up->callback([&context, clean_up_options] {
        context.run = [&context, clean_up_options] { return run_clean_up(context, *clean_up_options); };
    });
}

}  // namespace im::cli
