// instructmotion bench: how fast this machine is, as ratios measured in one run. Bare seconds say little
// about a program.

#include <memory>

#include <fmt/format.h>

#include "app/benches/decode_bench.h"
#include "app/benches/train_bench.h"
#include "app/cli/bench.h"
#include "app/cli/bench_sequence.h"
#include "app/cli/command.h"
#include "app/cli/console.h"
#include "engine/core/error.h"
#include "engine/model/device.h"

namespace im::cli {
namespace {

int run_decode(const Context& context) {
    set_thread_count(context.options.threads);
    const bool json = context.options.json;
    if (!json) {
        fmt::print(
            "Random weights on the CPU. 'of memory': weights read, against plain reading of memory. 'cache': "
            "speed-up over\n"
            "computing every token anew.\n\n");
        fmt::print("{:34} {:>9} {:>10} {:>10} {:>8}  {}\n", "case", "sequences", "tokens/s", "of memory",
                   "cache", "kernels");
    }
    for (const DecodeBenchCase& what : standard_decode_cases()) {
        if (context.stop.stop_requested()) throw Error(ErrorKind::Interrupted, "interrupted");
        const DecodeBenchResult result = bench_decode(what);
        if (json) {
            print_json({{"name", result.name},
                        {"kernels", result.kernels},
                        {"sequences", result.sequences},
                        {"tokens", result.tokens},
                        {"tokens_per_second", result.tokens_per_second},
                        {"weight_bytes", result.weight_bytes},
                        {"bytes_per_second", result.bytes_per_second},
                        {"bandwidth", result.bandwidth},
                        {"share_of_bandwidth", result.share_of_bandwidth()},
                        {"full_tokens_per_second", result.full_tokens_per_second},
                        {"speedup", result.speedup()}});
            continue;
        }
        fmt::print("{:34} {:9} {:10.1f} {:8.0f} % {:7.1f}x  {}\n", result.name, result.sequences,
                   result.tokens_per_second, 100 * result.share_of_bandwidth(), result.speedup(),
                   result.kernels);
        std::fflush(stdout);
    }
    return 0;
}

int run_stream(const Context& context, double seconds) {
    const auto generator =
        MotionGenerator::load(model_folder(context), {context.options.device, context.options.threads});
    GenerateRequest request;
    request.prompt = "a person walks forward";
    request.seconds = seconds;
    request.validate(generator->seconds_max());
    const StreamBenchResult result = bench_stream(*generator, seconds);
    const double real_time = result.motion_seconds / (result.total_ms / 1000);
    const double first_share = result.first_frame_ms / result.total_ms;
    if (context.options.json) {
        print_json({{"model", generator->info().name},
                    {"first_frame_ms", result.first_frame_ms},
                    {"total_ms", result.total_ms},
                    {"motion_seconds", result.motion_seconds},
                    {"calls", result.calls},
                    {"times_real_time", real_time},
                    {"first_frame_share", first_share}});
    } else {
        fmt::print("{}: {:.1f} s of motion in {:.0f} ms: {:.1f} times as fast as it plays\n",
                   generator->info().name, result.motion_seconds, result.total_ms, real_time);
        fmt::print("first frames after {:.0f} ms: {:.0f} % of the whole; frames came {} times\n",
                   result.first_frame_ms, 100 * first_share, result.calls);
    }
    return 0;
}

int run_train(const Context& context, const std::filesystem::path& config, double seconds) {
    set_thread_count(context.options.threads);
    if (!context.options.json) {
        fmt::print("{:10} {:>12} {:>14} {:>13} {:>13} {:>8}\n", "stage", "parameters", "frames/tokens",
                   "fp32 steps/s", "bf16 steps/s", "ratio");
    }
    for (const auto& bench : {bench_train_tokenizer, bench_train_generator}) {
        if (context.stop.stop_requested()) throw Error(ErrorKind::Interrupted, "interrupted");
        const TrainBenchResult result = bench(config, context.options.device, seconds);
        if (context.options.json) {
            print_json({{"stage", result.stage},
                        {"parameters", result.parameters},
                        {"batch_units", result.units},
                        {"fp32_steps_per_second", result.fp32_steps_per_second},
                        {"bf16_steps_per_second", result.bf16_steps_per_second},
                        {"speedup", result.speedup()},
                        {"units_per_second", result.units * result.best_steps_per_second()}});
            continue;
        }
        const bool bf16 = result.bf16_steps_per_second > 0;
        fmt::print("{:10} {:12} {:14} {:13.2f} {:>13} {:>8}\n", result.stage, result.parameters, result.units,
                   result.fp32_steps_per_second,
                   bf16 ? fmt::format("{:.2f}", result.bf16_steps_per_second) : "-",
                   bf16 ? fmt::format("{:.1f}x", result.speedup()) : "-");
        std::fflush(stdout);
    }
    return 0;
}

int run_frame(const Context& context, const StudioFrameBench& bench) {
    if (bench.variations < 1 || bench.variations > 16)
        throw usage_error("--variations: expected 1..16, found {}", bench.variations);
    if (bench.frames < 60 || bench.frames > 600)
        throw usage_error("--frames: expected 60..600, found {}", bench.frames);
    const StudioFrameCost cost = context.hooks.measure_studio(studio_options(context), bench);
    if (context.options.json) {
        print_json({{"frames", cost.frames},
                    {"variations", bench.variations},
                    {"training", bench.training},
                    {"ui_ms_mean", cost.ui_ms_mean},
                    {"ui_ms_p99", cost.ui_ms_p99},
                    {"submit_ms_p99", cost.submit_ms_p99}});
    } else {
        fmt::print("{} frames while {}\n", cost.frames,
                   bench.training ? std::string("a fine-tuning run learns")
                                  : fmt::format("{} variations are generated and played", bench.variations));
        fmt::print(
            "user-interface thread {:.2f} ms a frame, 99th percentile {:.2f} ms; OpenGL calls {:.2f} ms\n",
            cost.ui_ms_mean, cost.ui_ms_p99, cost.submit_ms_p99);
    }
    return 0;
}

}  // namespace

void add_bench(CLI::App& app, Context& context) {
    CLI::App* bench = app.add_subcommand("bench", "Measures speed, and what the model can do");
    bench->require_subcommand(1);
    CLI::App* decode =
        bench->add_subcommand("decode", "Tokens a second, against memory speed and decoding without a cache");
    decode->callback([&context] { context.run = [&context] { return run_decode(context); }; });
    CLI::App* stream = bench->add_subcommand("stream", "How soon the first frames of a motion are there");
    auto seconds = std::make_shared<double>(8.0);
    stream->add_option("--seconds", *seconds, "Length of the motion")->type_name("S")->capture_default_str();
    stream->callback(
        [&context, seconds] { context.run = [&context, seconds] { return run_stream(context, *seconds); }; });
    CLI::App* train = bench->add_subcommand("train", "Training steps a second, in float32 and bfloat16");
    auto config = std::make_shared<std::filesystem::path>();
    auto stage_seconds = std::make_shared<double>(10.0);
    train->add_option("--config", *config, "Sizes and batches, such as configs/starter.json")
        ->required()
        ->type_name("FILE");
    train->add_option("--seconds", *stage_seconds, "For each stage and precision")
        ->check(CLI::Range(0.1, 600.0))
        ->capture_default_str();
    train->callback([&context, config, stage_seconds] {
        context.run = [&context, config, stage_seconds] {
            return run_train(context, *config, *stage_seconds);
        };
    });
    CLI::App* frame =
        bench->add_subcommand("frame", "What a frame of the studio costs while it works (needs a display)");
    auto what = std::make_shared<StudioFrameBench>();
    frame->add_option("--variations", what->variations, "Figures side by side, 1..16")->capture_default_str();
    frame->add_option("--frames", what->frames, "Frames to measure, 60..600")->capture_default_str();
    frame->add_flag("--training", what->training,
                    "While a fine-tuning run learns, instead of while generating");
    frame->callback(
        [&context, what] { context.run = [&context, what] { return run_frame(context, *what); }; });
    add_ppo_bench(*bench, context);
    add_quality_benches(*bench, context);
    add_notice_bench(*bench, context);
    add_behaviour_benches(*bench, context);
    add_sequence_bench(*bench, context);
    add_export_bench(*bench, context);
}

}  // namespace im::cli
