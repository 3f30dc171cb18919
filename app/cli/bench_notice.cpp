// instructmotion bench notice: how well the program knows what it does not know.

#include <memory>

#include <fmt/format.h>

#include "app/cli/bench.h"
#include "app/cli/console.h"
#include "engine/core/error.h"
#include "engine/model/lora.h"
#include "engine/vocabulary/notice_report.h"

namespace im::cli {
namespace {

struct NoticeOptions {
    int seeds = 8;
    bool write = false;
    SamplingOptions sampling;
};

nlohmann::json to_json(const NoticeShares& shares, const NoticeCalibration& calibration) {
    return {{"percentile", calibration.percentile_unlikely},
            {"nearness_doubtful", calibration.nearness_doubtful},
            {"nearness_unlikely", calibration.nearness_unlikely},
            {"failing", shares.failing},
            {"marked_of_failing", shares.of_failing()},
            {"passing", shares.passing},
            {"marked_of_passing", shares.of_passing()}};
}

void print_shares(const char* what, const NoticeShares& shares, const NoticeCalibration& calibration) {
    fmt::print(
        "{:26} percentile {:4.1f} %, nearness {:.2f}   marked of {} that fail: {:5.1f} %, of {} that pass: "
        "{:5.1f} %\n",
        what, 100 * calibration.percentile_unlikely, calibration.nearness_doubtful, shares.failing,
        100 * shares.of_failing(), shares.passing, 100 * shares.of_passing());
}

/// What is marked at each of some thresholds: how the trade-off was chosen.
void print_table(const NoticeReport& report, NoticeCalibration calibration) {
    fmt::print("\n{:>10} {:>12} {:>12}\n", "percentile", "of failing", "of passing");
    for (const double percentile : {0.0, 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.16, 0.20, 0.25, 0.30, 0.40}) {
        calibration.percentile_unlikely = percentile;
        const auto shares = notice_shares(report, calibration);
        fmt::print("{:8.0f} % {:10.1f} % {:10.1f} %\n", 100 * percentile, 100 * shares.of_failing(),
                   100 * shares.of_passing());
    }
}

int run_notice(const Context& context, NoticeOptions options) {
    if (options.seeds < 1 || options.seeds > kVariationsMax)
        throw usage_error("--seeds: expected 1..{}, found {}", kVariationsMax, options.seeds);
    const auto folder = model_folder(context);
    if (options.write && !has_vocabulary(folder)) {
        throw usage_error(
            "{}: has no vocabulary to write into; \"instructmotion train vocabulary\" makes one",
            folder.string());
    }
    const auto encoders = is_lora_folder(folder) ? base_folder(folder) : folder;
    const GeneratorOptions device{context.options.device, context.options.threads};
    const auto generator = MotionGenerator::load(folder, device);
    const auto scorer =
        MotionScorer::load(encoders, device, MotionScorer::available(encoders, "judge") ? "judge" : "reward");
    const auto reader = PromptReader::load(folder);
    int done = 0;
    const MotionSource generate = [&](const std::vector<GenerateRequest>& requests) {
        const auto all = static_cast<int>(all_behaviours().size());
        if (!context.options.json && stderr_is_terminal())
            show_status(fmt::format("behaviour {} of {}", ++done, all));
        return generator->generate_batch(requests, context.stop);
    };
    const auto report =
        measure_notices(generate, *scorer, reader.get(), options.seeds, options.sampling, context.stop);
    end_status();
    const auto now = reader ? reader->vocabulary()->calibration : NoticeCalibration{};
    const auto chosen = calibrate_notice(report, now);
    const auto shares_now = notice_shares(report, now), shares_chosen = notice_shares(report, chosen);
    auto words = chosen;
    words.percentile_unlikely = 0;
    const auto shares_of_words = notice_shares(report, words);
    if (options.write) save_calibration(folder, chosen);
    const bool reached = chosen.marked_of_failing.value_or(0) >= kWantedOfFailing &&
                         chosen.marked_of_passing.value_or(1) <= kAllowedOfPassing;
    if (context.options.json) {
        print_json({{"clips", report.clips.size()},
                    {"words_alone", to_json(shares_of_words, words)},
                    {"now", to_json(shares_now, now)},
                    {"chosen", to_json(shares_chosen, chosen)},
                    {"reached", reached},
                    {"written", options.write}});
        return 0;
    }
    fmt::print("{} clips of {} behaviours\n\n", report.clips.size(), all_behaviours().size());
    print_shares("as it is", shares_now, now);
    print_shares("by words and facts alone", shares_of_words, words);
    print_shares("as chosen", shares_chosen, chosen);
    print_table(report, chosen);
    fmt::print("\n{}\n", reached ? "reached: at least 70 % of what fails, at most 10 % of what passes"
                                 : "not reached: at least 70 % of what fails, at most 10 % of what passes");
    if (options.write) fmt::print("written into {}\n", folder.string());
    return 0;
}

}  // namespace

void add_notice_bench(CLI::App& bench, Context& context) {
    CLI::App* notice = bench.add_subcommand(
        "notice", "How many of the clips that miss their prompt are marked, and of the others");
    auto options = std::make_shared<NoticeOptions>();
    notice->add_option("--seeds", options->seeds, "Samples a prompt")->type_name("N")->capture_default_str();
    notice->add_option("--guidance", options->sampling.guidance, "0: off")
        ->type_name("G")
        ->capture_default_str();
    notice->add_option("--temperature", options->sampling.temperature, "0: greedy")
        ->type_name("T")
        ->capture_default_str();
    notice->add_flag("--write", options->write, "Keep the threshold that was chosen in the model folder");
    notice->callback(
        [&context, options] { context.run = [&context, options] { return run_notice(context, *options); }; });
}

}  // namespace im::cli
