// instructmotion synthesise

#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/progress.h"
#include "engine/core/error.h"
#include "engine/io/dataset_compact_writer.h"
#include "engine/motion/representation/features.h"
#include "engine/synthesis/operator.h"
#include "engine/synthesis/synthesise.h"
#include "engine/train/run/train_config.h"

namespace im::cli {
namespace {

constexpr int kBlock = 512;  // clips held in memory at a time

struct SynthesiseOptions {
    std::vector<std::filesystem::path> data;
    std::filesystem::path out, config;
    std::vector<std::string> operators, leave_out_sources;
    int count = 2000;
};

nlohmann::json report_json(const SynthesisReport& report) {
    nlohmann::json operators = nlohmann::json::object();
    for (const auto& [name, counts] : report.operators)
        operators[name] = {
            {"made", counts.made}, {"refused_share", counts.refused_share()}, {"refused", counts.refused}};
    return operators;
}

void print_report(const SynthesisReport& report) {
    for (const auto& row : synthesis_operators()) {
        const auto found = report.operators.find(row.name);
        if (found == report.operators.end()) continue;
        const OperatorCounts& counts = found->second;
        std::string reasons;
        const double draws = counts.made + counts.refused_all();
        for (const auto& [reason, count] : counts.refused)
            reasons += fmt::format("{}{} {:.1f} %", reasons.empty() ? "" : ", ", reason, 100 * count / draws);
        fmt::print("  {:<14} {:>6} clips, {:>5.1f} % of the draws refused{}\n", row.name, counts.made,
                   100 * counts.refused_share(), reasons.empty() ? "" : " (" + reasons + ")");
    }
}

int run_synthesise(const Context& context, const SynthesiseOptions& options) {
    const auto start = std::chrono::steady_clock::now();
    for (const std::string& name : options.operators)
        synthesis_operator(name);  // a wrong name is told before reading
    CompactDatasetWriter writer(options.out);
    DatasetOptions reading;
    reading.splits = {Split::Train};
    reading.leave_out_sources = options.leave_out_sources;
    reading.threads = context.options.threads;
    const MotionDataset data = load_datasets(options.data, reading);
    ClipPool pool(data);
    if (!options.config.empty()) pool.hold_out(load_train_config(options.config).held_out_pairs);
    std::vector<std::string> warnings = data.warnings;
    warnings.insert(warnings.end(), pool.warnings().begin(), pool.warnings().end());
    for (const std::string& warning : warnings) spdlog::warn("{}", warning);

    SynthesisOptions synthesis;
    synthesis.operators = options.operators;
    synthesis.seed = context.options.seed.value_or(0);
    synthesis.threads = context.options.threads;
    synthesis.stop = context.stop;
    SynthesisReport report;
    {
        CountProgress progress(context.options.json);
        for (; synthesis.first < options.count; synthesis.first += kBlock) {
            synthesis.count = std::min(kBlock, options.count - synthesis.first);
            const Synthesis made = synthesise(pool, synthesis);
            for (std::size_t i = 0; i < made.motions.size(); ++i) {
                const SynthesisOrigin& origin = made.origins[i];
                writer.add(made.motions[i], decode_features(made.motions[i].features, pool.skeleton()),
                           {{"operator", origin.operator_name},
                            {"parts", origin.parts},
                            {"sources", origin.sources},
                            {"facts", origin.facts}});
            }
            report.add(made.report);
            progress("synthesise", synthesis.first + synthesis.count, options.count);
        }
    }
    if (report.made == 0)
        throw input_error("no clip could be made: {} captured train clips of {} actions do not go together",
                          pool.clips().size(), pool.actions().size());
    writer.finish();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (context.options.json) {
        print_json({{"event", "done"},
                    {"out", options.out.string()},
                    {"clips", report.made},
                    {"operators", report_json(report)},
                    {"warnings", warnings},
                    {"elapsed", seconds}});
    } else {
        for (const std::string& warning : warnings) fmt::print("Note: {}\n", printable(warning));
        fmt::print("{} clips out of {} captured ones: {} ({})\n", report.made, pool.clips().size(),
                   options.out.string(), duration_text(seconds));
        print_report(report);
    }
    return 0;
}

}  // namespace

void add_synthesise(CLI::App& app, Context& context) {
    CLI::App* command = app.add_subcommand(
        "synthesise",
        "Makes more captioned motion of captured clips: at once, in a row, counted, along paths");
    auto options = std::make_shared<SynthesiseOptions>();
    command
        ->add_option("--data", options->data, "Data set: compact, HumanML3D or imported; may be given again")
        ->required()
        ->type_name("DIR");
    command->add_option("-o,--out", options->out, "Data set to write: a new folder, compact layout")
        ->required()
        ->type_name("DIR");
    command->add_option("--operator", options->operators, "Only this one; may be given again")
        ->type_name("NAME");
    command->add_option("--count", options->count, "Clips to make")
        ->check(CLI::Range(1, 1'000'000).description(""))
        ->type_name("N")
        ->capture_default_str();
    command
        ->add_option("--leave-out-source", options->leave_out_sources,
                     "Use no clips of this source; may be given again")
        ->type_name("S");
    command
        ->add_option("--config", options->config,
                     "Make no pair of actions that this training config holds out")
        ->type_name("FILE");
    std::string footer = "Operators:\n";
    for (const auto& row : synthesis_operators())
        footer += fmt::format("  {:<14} {}\n", row.name, row.description);
    command->footer(footer + "Only train clips are used. Licences of all parts are kept in each result.");
    command->callback([&context, options] {
        context.run = [&context, options] { return run_synthesise(context, *options); };
    });
}

}  // namespace im::cli
