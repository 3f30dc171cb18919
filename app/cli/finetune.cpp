// instructmotion finetune

#include <chrono>
#include <cmath>
#include <memory>
#include <stop_token>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <spdlog/spdlog.h>

#include "app/cli/command.h"
#include "app/cli/console.h"
#include "app/cli/progress.h"
#include "engine/core/error.h"
#include "engine/store/learn_preferences.h"
#include "engine/train/finetune/finetune.h"
#include "engine/train/finetune/finetune_fields.h"
#include "engine/train/finetune/reward_presets.h"

namespace im::cli {
namespace {

namespace fs = std::filesystem;

std::string guard_line(const GuardReport& report) {
    std::string line = fmt::format("guard at iteration {:4}: reward {:.3f}", report.iteration, report.reward);
    if (report.has_judge) line += fmt::format("  judge {:.3f}", report.judge);
    if (report.preference) line += fmt::format("  preference {:.3f}", *report.preference);
    if (report.facts) line += fmt::format("  facts {:3.0f} %", 100 * *report.facts);
    line += fmt::format("  different motions {:3.0f} %  length {:.1f} tokens", 100 * report.distinct_share,
                        report.tokens_mean);
    return line + (report.verdict.best ? "  (best, kept)" : "");
}

std::string gain_text(const char* what, const Gain& gain, double scale, const char* unit) {
    const std::string known =
        std::isfinite(gain.interval) ? fmt::format(" +- {:.3g}", scale * gain.interval) : "";
    return fmt::format("  {} {:.3g} -> {:.3g}{} ({:+.3g}{}{})", what, scale * gain.before, scale * gain.after,
                       unit, scale * gain.change(), known, gain.is_sure() ? "" : ", may be chance");
}

std::string gain_line(const char* whose, const PromptsGain& gain) {
    std::string line = fmt::format("{:16}", whose);
    line += gain.judge ? gain_text("judge", *gain.judge, 1, "") : gain_text("reward", gain.reward, 1, "");
    if (gain.facts) line += gain_text("facts kept", *gain.facts, 100, " %");
    return line + gain_text("skating", gain.skating_cmps, 1, " cm/s");
}

/// Prints what a run tells.
class Teller {
  public:
    explicit Teller(bool json) : json_(json), progress_(json) {}

    FinetuneListener listener() {
        FinetuneListener listener;
        listener.on_progress = [this](const TrainProgress& progress) { progress_.report(progress); };
        listener.on_iteration = [this](const IterationReport& report) {
            if (!json_) return;
            nlohmann::json line = to_json(report);
            line["event"] = "iteration";
            print_json(line);
        };
        listener.on_guard = [this](const GuardReport& report) {
            if (json_) {
                nlohmann::json line = to_json(report);
                line["event"] = "guard";
                print_json(line);
            } else {
                end_status();
                fmt::print("{}\n", guard_line(report));
                std::fflush(stdout);
            }
        };
        listener.on_result = [this](const FinetuneResult& result) {
            if (json_) {
                nlohmann::json line = to_json(result);
                line["event"] = "result";
                return print_json(line);
            }
            end_status();
            fmt::print("Measured anew, {} samples of each prompt with other seeds{}:\n", result.samples,
                       result.iteration == 0 ? " (nothing better than the base was found)" : "");
            if (result.own.prompts > 0) fmt::print("  {}\n", gain_line("your prompts", result.own));
            if (result.rest.prompts > 0) fmt::print("  {}\n", gain_line("everything else", result.rest));
            std::fflush(stdout);
        };
        // Warnings reach stderr through the log.
        return listener;
    }

    void tell(const LearntPreferences& learnt) {
        if (json_) {
            return print_json({{"event", "preferences"},
                               {"ratings", learnt.ratings},
                               {"comparisons", learnt.choices},
                               {"left_out", learnt.left_out},
                               {"pairs", learnt.pairs},
                               {"accuracy", learnt.accuracy},
                               {"prior_accuracy", learnt.prior_accuracy},
                               {"ramp", learnt.ramp}});
        }
        end_status();
        fmt::print("preferences: {} pairs out of {} ratings and {} comparisons", learnt.pairs, learnt.ratings,
                   learnt.choices);
        if (learnt.left_out > 0) fmt::print(" ({} clips of other tokenizers left out)", learnt.left_out);
        fmt::print(
            "\n             {:.0f} % of held-out pairs ordered as you did (by the text alone: {:.0f} %)\n",
            100 * learnt.accuracy, 100 * learnt.prior_accuracy);
        fmt::print("             weight {:.0f} % of the full one{}\n", 100 * learnt.ramp,
                   learnt.ramp == 0  ? ": no better than a coin so far, rate more clips"
                   : learnt.ramp < 1 ? ", growing with the number of ratings"
                                     : "");
        std::fflush(stdout);
    }

    void conclude(const FinetuneRequest& request, const RunRecord& record, const std::string& ended_early,
                  double seconds) const {
        const GuardReport* best = record.best_look();
        if (json_) {
            nlohmann::json line = {{"event", "done"}, {"out", request.out.string()}, {"elapsed", seconds}};
            if (best) {
                line["best_iteration"] = best->iteration;
                line["judge_first"] = record.looks.front().judge;
                line["judge_best"] = best->judge;
            }
            if (!ended_early.empty()) line["ended_early"] = ended_early;
            return print_json(line);
        }
        if (!ended_early.empty()) fmt::print("Ended early: {}.\n", ended_early);
        fmt::print("{}: fine-tuned in {}", request.out.string(), duration_text(seconds));
        const JudgeChange judge = record.judge_by_looks();
        if (best && judge.before && judge.after) {
            fmt::print("; best at iteration {}, judge {:.3f} -> {:.3f}", best->iteration, *judge.before,
                       *judge.after);
        }
        // What it learnt last; looks of earlier sessions are without their prompts.
        const bool known = !record.looks.empty() && !record.looks.back().prompts.empty();
        fmt::print("\nTry it: instructmotion generate \"{}\" --model {} -o motion.bvh\n",
                   known ? printable(record.looks.back().prompts.back()) : "a person walks forward",
                   request.out.string());
    }

  private:
    bool json_;
    ProgressReporter progress_;
};

int run_finetune(const Context& context, FinetuneRequest request, const fs::path& preferences) {
    if (request.prompts.empty()) throw usage_error("finetune: --prompts FILE is required");
    if (request.out.empty()) request.out = context.workspace / "models" / request.prompts.stem();
    if (request.config.empty()) request.config = default_finetune_config();
    request.model = model_folder(context);
    request.device = context.options.device;
    request.threads = context.options.threads;
    request.seed = context.options.seed.value_or(0);
    const auto start = std::chrono::steady_clock::now();
    Teller teller(context.options.json);
    if (!preferences.empty()) {
        request.preferences =
            preferences_of(preferences, [&](const LearntPreferences& learnt) { teller.tell(learnt); });
    }
    Finetune run(request, teller.listener());
    const std::stop_callback on_signal(context.stop, [&run] { run.stop(); });
    spdlog::info("finetune {} on {} into {}", request.model.string(), request.prompts.string(),
                 request.out.string());
    run.run();
    teller.conclude(request, run.record(), run.ended_early(),
                    std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return 0;
}

/// What configs/finetune.json may hold.
int print_settings(const Context& context) {
    for (const FinetuneField& field : finetune_fields()) {
        const char* help = field.help ? field.help : "";
        if (context.options.json) {
            print_json({{"event", "setting"},
                        {"key", field.key()},
                        {"default", standard_text(field)},
                        {"allowed", allowed_text(field)},
                        {"help", help}});
        } else {
            fmt::print("{:32} {:16} {:28} {}\n", field.key(), standard_text(field), allowed_text(field),
                       help);
        }
    }
    return 0;
}

int run_merge(const Context& context, const fs::path& out) {
    if (out.empty()) throw usage_error("finetune --merge: --out DIR is required");
    const fs::path lora = model_folder(context);
    merge_lora_folder(lora, out);
    if (context.options.json) {
        print_json({{"event", "done"}, {"out", out.string()}});
    } else {
        fmt::print("{}: {} merged into its base\n", out.string(), lora.string());
    }
    return 0;
}

}  // namespace

void add_finetune(CLI::App& app, Context& context) {
    CLI::App* command =
        app.add_subcommand("finetune", "Improves the generator on prompts without motion, by PPO");
    auto request = std::make_shared<FinetuneRequest>();
    auto lora = std::make_shared<bool>(false);
    auto merge = std::make_shared<bool>(false);
    auto settings = std::make_shared<bool>(false);
    auto preferences = std::make_shared<fs::path>();
    command->add_option("--prompts", request->prompts, "One prompt a line, or .json with splits")
        ->type_name("FILE");
    command->add_option("--split", request->split, "Of a .json prompt file; all: every prompt")
        ->type_name("NAME")
        ->capture_default_str();
    command
        ->add_option("--paired", request->paired,
                     "Data set whose train clips are mixed in; may be given several times")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("DIR");
    command->add_option("--config", request->config, "Settings; default: configs/finetune.json")
        ->type_name("FILE");
    command
        ->add_option("--out", request->out,
                     "Model folder to write; default: one in the workspace, named after the prompts")
        ->type_name("DIR");
    command
        ->add_option("--encoders", request->encoders,
                     "Folder of reward and judge; default: the model's, else the starter's")
        ->type_name("DIR");
    command
        ->add_option("--preferences", *preferences,
                     "Workspace whose ratings and comparisons become a term of the reward")
        ->type_name("DIR");
    command->add_option("--iterations", request->iterations, "Instead of the config's")
        ->check(CLI::Range(std::int64_t{1}, std::int64_t{100000000}).description(""))
        ->type_name("N");
    std::vector<std::string> presets;
    for (const RewardPreset& preset : reward_presets()) presets.emplace_back(preset.name);
    command
        ->add_option("--preset", request->preset,
                     fmt::format("What the run is after, instead of the config's weights: {}",
                                 fmt::join(presets, ", ")))
        ->check(CLI::IsMember(presets).description(""))
        ->type_name("NAME");
    command
        ->add_option("--set", request->set,
                     "One setting instead of config and preset, as kl.beta=0.05; may be given several times")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
        ->type_name("KEY=VALUE");
    command->add_flag("--settings", *settings, "No training: print what --set takes, with default and range");
    command->add_flag("--lora", *lora, "Learn corrections of a few MB instead of all weights");
    command->add_flag("--resume", request->resume, "Go on from the checkpoint in --out");
    command->add_flag("--merge", *merge,
                      "No training: write the LoRA folder --model as a full model to --out");
    command->footer(
        "The base model is --model, by default the studio's active one, else the starter. --out is a model "
        "folder from\n"
        "the start: the best so far by the judge.\n"
        "Ctrl+C saves a checkpoint and ends; the same command with --resume goes on from it.");
    command->callback([&context, request, lora, merge, settings, preferences] {
        if (*lora) request->lora = true;
        context.run = [&context, request, merge, settings, preferences] {
            if (*settings) return print_settings(context);
            return *merge ? run_merge(context, request->out) : run_finetune(context, *request, *preferences);
        };
    });
}

}  // namespace im::cli
