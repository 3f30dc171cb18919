#include "app/studio/actions/training_actions.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/looking_only.h"
#include "app/studio/actions/model_actions.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/run_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/state/lines.h"

namespace im::studio {
namespace {

constexpr std::size_t kGalleryMax = 16;  // figures that can be told apart on a screen
constexpr std::size_t kWarningsMax = 50;

std::string run_name(const TrainingForm& form, const std::vector<std::string>& prompts) {
    if (!form.name.empty()) {
        return file_name_of(form.name);
    }
    return file_name_of(form.source == PromptSource::File ? std::filesystem::path(form.file).stem().string()
                                                          : prompts.front());
}

/// The look that the gallery shows as 'after'; null before the first.
const GuardReport* chosen_look(const TrainingState& training) {
    const std::vector<GuardReport>& looks = training.view->looks;
    if (looks.empty()) {
        return nullptr;
    }
    const int last = static_cast<int>(looks.size()) - 1;
    return &looks[static_cast<std::size_t>(training.look_shown < 0 ? last
                                                                   : std::min(training.look_shown, last))];
}

/// Asks for the clips that `gallery` stands for. What it showed before stays until they are there.
void show_in_gallery(StudioState& state, Services& services, GuardGallery gallery) {
    const GuardReport* after = gallery_playable(state) ? chosen_look(state.training) : nullptr;
    if (!after) {
        return;
    }
    const GuardReport* before = &state.training.view->looks.front();
    std::vector<std::vector<int>> tokens;
    if (gallery.prompt) {
        for (const GuardReport* look : {before, after}) {
            tokens.push_back(look->tokens[*gallery.prompt * static_cast<std::size_t>(look->samples)]);
        }
    } else {
        for (std::size_t i = 0; i < std::min(after->prompts.size(), kGalleryMax); ++i) {
            tokens.push_back(after->tokens[i * static_cast<std::size_t>(after->samples)]);
        }
    }
    gallery.decoding = services.generation.decode(std::move(tokens));
    if (GuardGallery* shown = state.preview.tenant<GuardGallery>()) {
        *shown = gallery;
    } else {
        close_preview(state, services);
        state.preview.move_in(gallery);
    }
}

/// Whether a run may begin; else a toast says why not.
bool may_begin(StudioState& state) {
    if (refuses_changes(state)) {
        return false;
    }
    const char* reason = refusal(state.training.phase, RunCommand::Begin);
    if (reason) {
        add_toast(state, Toast::Kind::Info, reason);
    }
    return !reason;
}

/// What a run shows that begins, or that is taken up again with what it did before.
TrainingView view_of(TrainingStarted started) {
    TrainingView view;
    for (const IterationReport& report : started.past) {
        view.curves.add(report);
    }
    for (const GuardReport& report : started.looks) {
        view.add(report);
    }
    view.progress.stage = "loading";
    view.progress.steps = started.iterations;
    view.progress.step = started.past.empty() ? 0 : started.past.back().iteration;
    view.run = std::move(started);
    return view;
}

struct EventHandler {
    StudioState& state;
    Services& services;

    void operator()(TrainingStarted& event) const {
        TrainingState& training = state.training;
        training.look_shown = -1;
        if (state.preview.tenant<GuardGallery>()) {
            close_preview(state, services);  // another run's
        }
        const TrainingView& view = training.view.emplace(view_of(std::move(event)));
        state.models.changed = true;
        state.windows.bring_to_front(kCurvesTitle);
        spdlog::info("Fine-tuning {} into {}", view.run.base.string(), view.run.folder.string());
    }

    void operator()(TrainingProgressed& event) const {
        if (state.training.view) {
            state.training.view->progress = std::move(event.progress);
        }
    }

    void operator()(const IterationDone& event) const {
        if (state.training.view) {
            state.training.view->curves.add(event.report);
        }
    }

    void operator()(const GuardLooked& event) const {
        TrainingState& training = state.training;
        if (!training.view) {
            return;
        }
        training.view->add(event.report);
        if (training.use_snapshots && event.report.verdict.best && event.report.iteration > 0) {
            use_snapshot(event);
        }
        if (state.preview.take() && training.look_shown < 0) {
            refresh_gallery(state, services);
        }
    }

    /// Into the model that is at work; from the folder where that is another one.
    void use_snapshot(const GuardLooked& event) const {
        const std::filesystem::path& folder = state.training.view->run.folder;
        if (event.weights && state.model.folder == folder && state.model.status != ModelStatus::Failed) {
            services.generation.take_weights(event.weights);
        } else {
            load_model(state, services, folder, false);
        }
    }

    void operator()(const GainMeasured& event) const {
        if (state.training.view) {
            state.training.view->gain = event.result;
            if (event.result.reverted) {
                state.training.view->chosen = 0;
            }
        }
    }

    void operator()(TrainingWarned& event) const {
        if (state.training.view && state.training.view->warnings.size() < kWarningsMax) {
            state.training.view->warnings.push_back(std::move(event.message));
        }
    }

    void operator()(const TrainingEnded& event) const {
        TrainingState& training = state.training;
        state.models.changed = true;
        if (!training.view || training.view->ended) {  // it failed before it began
            training.form.error = event.message;
            services.training.find_unfinished();
            return;
        }
        training.view->ended = event;
        run_has_ended(state, services);
        switch (event.outcome) {
            case TrainingOutcome::Completed:
                add_toast(state, Toast::Kind::Success,
                          fmt::format("Fine-tuning '{}' is done{}", training.view->run.name,
                                      training.view->best_look() && training.view->best_look()->iteration > 0
                                          ? ". Keep the new model, or go back to the base."
                                          : "; the base was better."));
                break;
            case TrainingOutcome::Failed:
                add_toast(state, Toast::Kind::Error, "Fine-tuning ended: " + event.message);
                break;
            case TrainingOutcome::Stopped:
                break;
        }
    }

    void operator()(const PhaseChanged& event) const { state.training.phase = event.phase; }

    /// An earlier session ended before Keep or Revert was answered.
    void operator()(RunRecalled& event) const {
        TrainingState& training = state.training;
        if (training.view || training.active()) {
            return;
        }
        TrainingView view = view_of(std::move(event.run));
        view.gain = event.gain;
        view.ended = TrainingEnded{event.outcome, ""};
        const GuardReport* best = view.best_look();
        if (best && best->iteration > 0) {
            add_toast(
                state, Toast::Kind::Info,
                fmt::format("Fine-tuning '{}' has not been answered yet: keep it, or go back to the base",
                            view.run.name));
        }
        training.view = std::move(view);
    }

    void operator()(const UnfinishedRunFound& event) const {
        if (!state.training.view) {
            state.training.unfinished = event;
        }
    }
};

}  // namespace

std::vector<std::string> training_prompts(const StudioState& state) {
    const TrainingForm& form = state.training.form;
    switch (form.source) {
        case PromptSource::Typed:
            return lines_of(form.typed);
        case PromptSource::History: {
            std::vector<std::string> prompts;
            for (const std::string& prompt : state.history) {  // in the list's order
                if (form.chosen.contains(prompt)) {
                    std::string line = prompt;
                    std::replace(line.begin(), line.end(), '\n', ' ');
                    prompts.push_back(std::move(line));
                }
            }
            return prompts;
        }
        case PromptSource::File:
            break;
    }
    return {};
}

bool can_use_preferences(const StudioState& state) {
    return state.taste.taste && state.taste.taste->reason.empty() && state.taste.taste->learnt.ramp > 0;
}

void start_training(StudioState& state, Services& services) {
    TrainingForm& form = state.training.form;
    form.error.clear();
    if (!may_begin(state)) {
        return;
    }
    TrainingRequest request;
    request.prompts = training_prompts(state);
    if (form.source == PromptSource::File) {
        request.prompt_file = form.file;
    }
    if (form.source == PromptSource::File ? form.file.empty() : request.prompts.empty()) {
        form.error = form.source == PromptSource::Typed
                         ? "Type what the model should learn, one prompt a line."
                     : form.source == PromptSource::History ? "Choose prompts of the list."
                                                            : "Name a file of prompts.";
        return;
    }
    request.name = run_name(form, request.prompts);
    request.model = state.model.folder;
    request.paired = form.paired;
    request.settings = form.settings;
    request.preferences = form.use_preferences && can_use_preferences(state);
    state.training.unfinished.reset();
    state.training.view.reset();
    state.training.use_snapshots = false;
    close_preview(state, services);
    services.training.start(std::move(request));
}

void go_on_with_run(StudioState& state, Services& services, std::int64_t run) {
    if (!may_begin(state)) {
        return;
    }
    state.training.unfinished.reset();
    state.training.view.reset();
    state.training.form.error.clear();
    services.training.go_on_with(run);
}

void dismiss_unfinished_run(StudioState& state, Services& services) {
    if (state.training.unfinished) {
        services.training.forget_unfinished(state.training.unfinished->run);
        state.training.unfinished.reset();
    }
}

void keep_unfinished_run(StudioState& state, Services& services) {
    if (!state.training.unfinished || refuses_changes(state)) {
        return;
    }
    const UnfinishedRunFound found = *state.training.unfinished;
    dismiss_unfinished_run(state, services);
    activate_model(state, services, tidy_folder(found.folder));
}

void use_prompt_file(StudioState& state, const std::filesystem::path& file) {
    state.training.form.source = PromptSource::File;
    state.training.form.file = file.string();
    state.training.form.error.clear();
    state.windows.bring_to_front(kFinetuneTitle);
}

void keep_run(StudioState& state, Services& services) {
    TrainingView& view = *state.training.view;
    view.decision = Decision::Kept;
    load_model(state, services, view.run.folder, true);
    add_toast(state, Toast::Kind::Success, fmt::format("'{}' generates from now on", view.run.name));
}

void revert_run(StudioState& state, Services& services) {
    TrainingView& view = *state.training.view;
    view.decision = Decision::Reverted;
    state.training.use_snapshots = false;
    load_model(state, services, view.run.base, true);
    add_toast(state, Toast::Kind::Info, "The base model generates; the run stays in the workspace");
}

void set_use_snapshots(StudioState& state, Services& services, bool use) {
    state.training.use_snapshots = use;
    const TrainingView& view = *state.training.view;
    load_model(state, services, use ? view.run.folder : view.run.base, false);
}

bool gallery_playable(const StudioState& state) {
    const auto& view = state.training.view;
    return view && state.model.status != ModelStatus::Failed &&
           (state.model.folder == view->run.base || state.model.folder == view->run.folder);
}

void show_guard_prompt(StudioState& state, Services& services, std::size_t prompt) {
    show_in_gallery(state, services, GuardGallery{.prompt = prompt});
}

void show_all_guard_prompts(StudioState& state, Services& services) {
    show_in_gallery(state, services, GuardGallery{});
}

void refresh_gallery(StudioState& state, Services& services) {
    if (const GuardGallery* gallery = state.preview.tenant<GuardGallery>()) {
        show_in_gallery(state, services, *gallery);
    }
}

void take_decoded(StudioState& state, ClipsDecoded& event) {
    GuardGallery* gallery = state.preview.tenant<GuardGallery>();
    if (!gallery || event.job != gallery->decoding || !state.training.view) {
        return;
    }
    gallery->decoding = 0;
    const GuardReport* after = chosen_look(state.training);
    if (!after) {
        return;
    }
    Take take;
    take.job = event.job;
    take.status = TakeStatus::Done;
    take.request.prompt = gallery->prompt
                              ? after->prompts[*gallery->prompt]
                              : fmt::format("All guard prompts at iteration {}", after->iteration);
    take.model = state.training.view->run.name;
    for (std::size_t i = 0; i < event.clips.size(); ++i) {
        Figure figure;
        figure.clip = std::move(event.clips[i]);
        figure.distance = travel_distance(figure.clip);
        if (gallery->prompt) {
            figure.label = i == 0 ? kBeforeLabel : fmt::format("Iteration {}", after->iteration);
        }
        take.figures.push_back(std::move(figure));
    }
    const Take* before = state.preview.take();
    const bool same = before && before->figures.size() == take.figures.size() &&
                      (!gallery->prompt || before->request.prompt == take.request.prompt);
    state.preview.show(std::move(take));
    if (!same) {  // else it plays on
        state.playback.time = 0;
        state.playback.playing = true;
        state.selected_figure = gallery->prompt ? 1 : 0;
        state.viewport.frame_all_requested = true;
    }
}

void drain_training(StudioState& state, Services& services) {
    for (TrainingEvent& event : services.training.drain()) {
        std::visit(EventHandler{state, services}, event);
    }
    if (state.closing == Closing::Saving && !state.training.active()) {
        state.closing = Closing::Now;
    }
}

void ask_to_close(StudioState& state) {
    state.closing = state.training.active() ? Closing::Asked : Closing::Now;
}

void stop_run_and_close(StudioState& state, Services& services) {
    services.training.ask(RunCommand::Suspend);
    state.closing = Closing::Saving;
}

}  // namespace im::studio
