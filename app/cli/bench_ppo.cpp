// instructmotion bench ppo

#include <memory>

#include <fmt/format.h>

#include "app/benches/ppo_bench.h"
#include "app/cli/bench.h"
#include "app/cli/command.h"
#include "engine/core/error.h"

namespace im::cli {
namespace {

void print_table(const PpoBenchOptions& options, const PpoBenchResult& result) {
    const auto& r = result.cached;
    fmt::print("One PPO iteration: {} rollouts of {} tokens, reward, {} optimiser steps in 2 epochs, {}\n\n",
               options.rollouts, options.tokens, r.steps, result.precision);
    const auto phase = [&](const char* name, double seconds) {
        fmt::print("{:38} {:8.2f} s {:5.0f} %\n", name, seconds, 100 * seconds / result.seconds);
    };
    phase("rollout, key/value cache", r.rollout_seconds);
    phase("decoding and reward", r.reward_seconds);
    phase("scoring: policy, reference, values", r.scoring_seconds);
    phase("update", r.update_seconds);
    phase("all", result.seconds);
    fmt::print(
        "\nrollout without the cache: {:.2f} s, {:.1f} times as long; the whole iteration: {:.2f} times as "
        "long\n",
        result.uncached_rollout_seconds, result.rollout_speedup(), result.speedup());
    if (result.peak_bytes > 0) fmt::print("peak memory of the process: {:.2f} GB\n", result.peak_bytes / 1e9);
}

int run_ppo(const Context& context, PpoBenchOptions options) {
    options.model = model_folder(context);
    options.device = context.options.device;
    options.threads = context.options.threads;
    const auto result = bench_ppo(options, [&] {
        if (context.stop.stop_requested()) throw Error(ErrorKind::Interrupted, "interrupted");
    });
    if (!context.options.json) {
        print_table(options, result);
        return 0;
    }
    nlohmann::json line = to_json(result.cached);
    line["seconds"] = result.seconds;
    line["precision"] = result.precision;
    line["seconds.rollout_uncached"] = result.uncached_rollout_seconds;
    line["rollout_speedup"] = result.rollout_speedup();
    line["speedup"] = result.speedup();
    line["peak_bytes"] = result.peak_bytes;
    print_json(line);
    return 0;
}

}  // namespace

void add_ppo_bench(CLI::App& bench, Context& context) {
    CLI::App* command =
        bench.add_subcommand("ppo", "One fine-tuning iteration, phase by phase, and what the cache saves");
    auto options = std::make_shared<PpoBenchOptions>();
    command->add_option("--rollouts", options->rollouts, "Sequences an iteration")
        ->check(CLI::Range(2, 4096).description(""))
        ->type_name("N")
        ->capture_default_str();
    command->add_option("--precision", options->precision, "auto, fp32 or bf16")
        ->type_name("NAME")
        ->capture_default_str();
    command->callback(
        [&context, options] { context.run = [&context, options] { return run_ppo(context, *options); }; });
}

}  // namespace im::cli
