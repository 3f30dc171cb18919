#include "app/studio/actions/run_actions.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "app/studio/actions/looking_only.h"
#include "app/studio/actions/model_actions.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/state/durations.h"
#include "app/studio/state/lines.h"
#include "engine/core/files.h"
#include "engine/core/json_reader.h"
#include "engine/model/memory.h"
#include "engine/train/finetune/kept_looks.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

/// A look's warning: the run itself goes astray.
bool is_alarm(const TrainingView& view, const std::string& warning) {
    return std::any_of(view.looks.begin(), view.looks.end(), [&](const GuardReport& look) {
        const auto& messages = look.verdict.messages;
        return std::find(messages.begin(), messages.end(), warning) != messages.end();
    });
}

/// The prompt that a warning says cannot be learnt (hopeless_prompts, looks.h); empty: it says no such thing.
std::string hopeless_prompt(const TrainingView& view, const std::string& warning) {
    if (view.looks.empty()) {
        return {};
    }
    for (const std::string& prompt : view.looks.back().prompts) {
        if (warning.starts_with('"' + prompt + "\": none of ")) {
            return prompt;
        }
    }
    return {};
}

void fill_form(StudioState& state, Services& services, const NextRun& next, const TrainingSettings& settings,
               const std::vector<std::string>& prompts) {
    TrainingForm& form = state.training.form;
    TrainingView& view = *state.training.view;
    form.settings = settings;
    if (next.calmer) {
        const char* rate =
            settings.learn() == "lora" ? "lora.learning_rate" : "update.optimiser.learning_rate";
        form.settings.at<double>(rate) /= 2;
        form.settings.at<double>("kl.beta") *= 2;
    }
    form.source = PromptSource::Typed;
    form.typed.clear();
    for (const std::string& prompt : prompts) {
        form.typed += prompt == next.without ? "" : prompt + "\n";
    }
    form.name = next.on_top ? view.run.name + "-on" : "";
    form.error.clear();
    load_model(state, services, next.on_top ? view.run.folder : view.run.base, false);
    if (!state.training.active()) {
        close_preview(state, services);
        state.training.view.reset();
    }
}

}  // namespace

void keep_look(StudioState& state, Services& services, std::int64_t iteration) {
    if (refuses_changes(state)) {
        return;
    }
    TrainingView& view = *state.training.view;
    const GuardReport* held = view.best_look();
    if (held && held->iteration == iteration) {
        view.decision = Decision::Kept;
        load_model(state, services, view.run.folder, true);
        return;
    }
    services.tasks.run([folder = view.run.folder, iteration] { use_look(RunFolder(folder), iteration); },
                       [&state, &services, folder = view.run.folder, iteration](const std::string& error) {
                           if (!error.empty()) {
                               add_toast(state, Toast::Kind::Error, "This one cannot be kept: " + error);
                               return;
                           }
                           auto& shown = state.training.view;
                           if (shown && shown->run.folder == folder) {
                               shown->chosen = iteration;
                               shown->decision = Decision::Kept;
                           }
                           state.models.changed = true;
                           state.model.folder.clear();  // another model in the same folder
                           load_model(state, services, folder, true);
                           add_toast(
                               state, Toast::Kind::Success,
                               fmt::format("The model of iteration {} generates from now on", iteration));
                       });
}

void prepare_next_run(StudioState& state, Services& services, const NextRun& next) {
    if (!state.training.view) {
        return;
    }
    if (state.training.active()) {
        services.training.ask(RunCommand::Stop);
    }
    struct Read {
        TrainingSettings settings;
        std::vector<std::string> prompts;
    };
    auto read = std::make_shared<Read>();
    const fs::path folder = state.training.view->run.folder;
    services.listing_tasks.run(
        [read, folder] {
            const RunFolder run(folder);
            read->settings = read_training_settings(read_json_file(run.config()));
            read->prompts = lines_of(read_text(run.prompts()));
        },
        [&state, &services, read, next, folder](const std::string& error) {
            if (!error.empty()) {
                add_toast(state, Toast::Kind::Error, "The run cannot be taken up: " + error);
            } else if (state.training.view && state.training.view->run.folder == folder) {
                fill_form(state, services, next, read->settings, read->prompts);
            }
        });
}

WarningAct act_for(const StudioState& state, const std::string& warning) {
    if (!state.training.view) {
        return {};
    }
    const TrainingView& view = *state.training.view;
    if (const std::string prompt = hopeless_prompt(view, warning); !prompt.empty()) {
        return {.label = state.training.active() ? "Stop, and leave it out" : "Leave it out",
                .help = "Prepares the same run without this prompt",
                .next = {.without = prompt}};
    }
    if (!is_alarm(view, warning)) {
        return {};
    }
    if (state.training.active()) {
        return {.label = "Stop here", .help = "The best model so far can be kept", .only_stop = true};
    }
    return {.label = "Try again, calmer",
            .help = "Prepares the same run with half the learning rate and twice the KL penalty",
            .next = {.calmer = true}};
}

void act_on(StudioState& state, Services& services, const WarningAct& act) {
    if (act.only_stop) {
        services.training.ask(RunCommand::Stop);
    } else {
        prepare_next_run(state, services, act.next);
    }
}

void find_cost_when_due(StudioState& state, Services& services) {
    CostKnown& known = state.training.cost;
    const std::string learn = state.training.form.settings.learn();
    if (known.looking || known.learn == learn) {
        return;
    }
    known.looking = true;
    auto found = std::make_shared<CostKnown>();
    services.listing_tasks.run(
        [found, learn, workspace = state.workspace] {
            found->cost = last_cost(workspace, learn);
            if (const auto bytes = im::memory_available(); bytes > 0) {
                found->memory_free = static_cast<double>(bytes);
            }
        },
        [&state, found, learn](const std::string&) {
            found->learn = learn;
            state.training.cost = *found;
        });
}

std::string cost_text(const StudioState& state) {
    const CostKnown& known = state.training.cost;
    if (known.learn.empty()) {
        return "";
    }
    const TrainingSettings& settings = state.training.form.settings;
    if (!known.cost) {
        return "How long it takes is told after the first iteration: no such run was measured here yet.";
    }
    const RunEstimate estimate = estimate_run(*known.cost, settings);
    return fmt::format("About {}: {} iterations of {}, looks and the last measurement; as '{}' took here.",
                       rough_duration(estimate.seconds), settings.iterations(),
                       rough_duration(std::max(estimate.iteration_seconds, 1.0)), known.cost->run);
}

std::string memory_text(const StudioState& state, bool& short_of_it) {
    const std::int64_t parameters = state.model.info.parameters;
    short_of_it = false;
    if (parameters <= 0) {
        return "";
    }
    const double needed = memory_needed(parameters, state.training.form.settings.learn());
    const auto& free = state.training.cost.memory_free;
    short_of_it = free && needed > *free && state.model.device == "cpu";
    return fmt::format("At least {:.1f} GB of memory{}.", needed / 1e9,
                       free ? fmt::format("; {:.1f} GB are free", *free / 1e9) : "");
}

void run_has_ended(StudioState& state, Services& services) {
    TrainingView& view = *state.training.view;
    state.training.cost.learn.clear();  // this run tells more
    auto kept = std::make_shared<std::vector<std::int64_t>>();
    services.listing_tasks.run([kept, folder = view.run.folder] { *kept = kept_looks(RunFolder(folder)); },
                               [&state, kept, folder = view.run.folder](const std::string&) {
                                   auto& shown = state.training.view;
                                   if (shown && shown->run.folder == folder) {
                                       shown->kept = *kept;
                                   }
                               });
    if (view.ended->outcome == TrainingOutcome::Stopped) {
        return;  // who stopped it sits in front of it
    }
    const GuardReport* best = view.best_look();
    const std::string title =
        fmt::format("Fine-tuning '{}' {}", view.run.name,
                    view.ended->outcome == TrainingOutcome::Failed ? "failed" : "is done");
    const std::string text = view.ended->outcome == TrainingOutcome::Failed ? view.ended->message
                             : best && best->iteration > 0 ? "A new model waits to be kept or reverted."
                                                           : "The base was better.";
    services.tasks.run([tell = services.tell_desktop, title, text] { tell(title, text); });
}

}  // namespace im::studio
