// instructmotion bench sequence: seams between prompts in a row, by both forms, against captured motion.

#include <memory>

#include <fmt/format.h>

#include "app/benches/sequence_bench.h"
#include "app/cli/bench_sequence.h"
#include "engine/core/error.h"
#include "engine/generate/frame_stream.h"
#include "engine/io/dataset.h"
#include "engine/model/lora.h"
#include "engine/model/model_folder.h"

namespace im::cli {
namespace {

struct SequenceOptionsTyped {
    SequenceBenchOptions bench;
    std::vector<std::filesystem::path> data;
    std::string split = "val";
};

/// The 99th percentile of captured clips' speed jumps; 0 without data.
double captured_jump(const Context& context, const SequenceOptionsTyped& options) {
    if (options.data.empty()) return 0;
    DatasetOptions what;
    what.splits = {split_by_name(options.split)};
    what.threads = context.options.threads;
    const MotionDataset set = load_datasets(options.data, what);
    const Skeleton& skeleton = skeleton_by_name(set.skeleton);
    std::vector<double> all;
    for (const auto* motion : set.of(what.splits[0])) {
        const auto jumps = speed_jumps(joints_of(motion->features, skeleton));
        all.insert(all.end(), jumps.begin(), jumps.end());
    }
    return percentile(std::move(all), 0.99);
}

double share_within(const std::vector<double>& jumps, double limit) {
    double count = 0;
    for (const double jump : jumps) count += jump <= limit;
    return jumps.empty() ? 0 : count / static_cast<double>(jumps.size());
}

void print_result(const char* form, const SequenceBenchResult& result, double captured, bool json) {
    const double limit = 1.5 * captured;
    const double skate = result.inside_skate_mm > 0 ? result.seam_skate_mm / result.inside_skate_mm : 0;
    if (json) {
        print_json({{"form", form},
                    {"sequences", result.sequences},
                    {"seams", result.seams},
                    {"motion_seconds", result.motion_seconds},
                    {"made_ms", result.made_ms},
                    {"captured_jump_p99", captured},
                    {"seam_jump", result.seam_jump},
                    {"seam_jump_p95", result.seam_jump_p95},
                    {"inside_jump", result.inside_jump},
                    {"inside_jump_p95", result.inside_jump_p95},
                    {"seams_within",
                     captured > 0 ? nlohmann::json(share_within(result.seam_jumps, limit)) : nullptr},
                    {"seam_skate_mm", result.seam_skate_mm},
                    {"inside_skate_mm", result.inside_skate_mm},
                    {"skate_ratio", skate},
                    {"shown", result.shown},
                    {"shown_alone", result.shown_alone},
                    {"judged", result.judged},
                    {"judged_alone", result.judged_alone}});
        return;
    }
    fmt::print("{}: {} sequences of {:.0f} s, each in {:.0f} ms\n", form, result.sequences,
               result.motion_seconds, result.made_ms);
    fmt::print(
        "  speed jump of a joint at {} seams   {:6.2f} m/s, 95th percentile {:.2f}; inside {:.2f} and "
        "{:.2f}\n",
        result.seams, result.seam_jump, result.seam_jump_p95, result.inside_jump, result.inside_jump_p95);
    if (captured > 0)
        fmt::print(
            "  within 1.5 of captured's 99th percentile ({:.2f} m/s) {:5.1f} % of seams, {:.1f} % inside\n",
            captured, 100 * share_within(result.seam_jumps, limit),
            100 * share_within(result.inside_jumps, limit));
    fmt::print("  standing feet at seams              {:6.2f} mm/frame, {:.2f} of {:.2f} inside\n",
               result.seam_skate_mm, skate, result.inside_skate_mm);
    fmt::print(
        "  blocks that show what they ask      {:6.1f} %, {:.1f} % alone; by the judge {:.1f} %, {:.1f} % "
        "alone\n",
        100 * result.shown, 100 * result.shown_alone, 100 * result.judged, 100 * result.judged_alone);
    std::fflush(stdout);
}

int run_sequence_bench(const Context& context, SequenceOptionsTyped options) {
    const auto folder = model_folder(context);
    const GeneratorOptions how{context.options.device, context.options.threads};
    const auto model = ContinuingModel::load(folder, how);
    const auto encoders = is_lora_folder(folder) ? base_folder(folder) : folder;
    std::shared_ptr<const MotionScorer> reward, judge;
    if (options.bench.best_of > 1) reward = MotionScorer::load(folder, how);
    if (MotionScorer::available(encoders, "judge")) judge = MotionScorer::load(encoders, how, "judge");
    options.bench.sampling.guidance = load_model_config(folder).guidance;
    options.bench.seed = context.options.seed.value_or(1);
    const double captured = captured_jump(context, options);
    for (const auto& [name, form] :
         {std::pair{"tokens", SequenceForm::Tokens}, std::pair{"blend", SequenceForm::Blend}})
        print_result(name,
                     bench_sequence(*model, reward.get(), judge.get(), form, options.bench, context.stop),
                     captured, context.options.json);
    return 0;
}

}  // namespace

void add_sequence_bench(CLI::App& bench, Context& context) {
    CLI::App* command = bench.add_subcommand(
        "sequence", "Several prompts in a row: seams, feet, and whether each is seen; both ways of going on");
    auto options = std::make_shared<SequenceOptionsTyped>();
    command->add_option("--sequences", options->bench.sequences, "How many")
        ->check(CLI::Range(1, 1000))
        ->capture_default_str();
    command->add_option("--blocks", options->bench.blocks, "Prompts in each")
        ->check(CLI::Range(2, 500))
        ->capture_default_str();
    command->add_option("--seconds", options->bench.block_seconds, "Of a block")
        ->check(CLI::Range(1.0, 60.0))
        ->capture_default_str();
    command->add_option("--best-of", options->bench.best_of, "Candidates of each block")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
    command->add_option("--context", options->bench.context_steps, "Steps of what was before that are heard")
        ->check(CLI::Range(1, 20))
        ->capture_default_str();
    command
        ->add_option("--data", options->data,
                     "Data-set folder whose captured clips say how much speeds may jump")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("DIR");
    command->add_option("--split", options->split, "train, val or test")
        ->type_name("NAME")
        ->capture_default_str();
    command->callback([&context, options] {
        context.run = [&context, options] { return run_sequence_bench(context, *options); };
    });
}

}  // namespace im::cli
