// instructmotion bench tokenizer|encoders|clean-up: how good models and exports are.

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

/// Two samples of the first of each behaviour's prompts.
std::vector<MotionClip> generated_clips(const Context& context) {
    const MotionSource generate = motion_source(context, 1);
    std::vector<MotionClip> clips;
    std::vector<GenerateRequest> requests;
    for (const Behaviour& behaviour : all_behaviours())
        requests.push_back(behaviour_requests(behaviour, 2, {}).front());
    for (auto& samples : generate(requests))
        for (auto& sample : samples) clips.push_back(std::move(sample.clip));
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
