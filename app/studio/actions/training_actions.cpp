#include "app/studio/actions/training_actions.h"

#include <algorithm>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/model_actions.h"
#include "app/studio/actions/studio_actions.h"

namespace im::studio {
namespace {

constexpr std::size_t kGalleryMax = 16;  // figures that can be told apart on a screen
constexpr std::size_t kWarningsMax = 50;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line = text.substr(begin, end - begin);
        const auto blank = [](unsigned char c) { return std::isspace(c) != 0; };
        line.erase(line.begin(), std::find_if_not(line.begin(), line.end(), blank));
        line.erase(std::find_if_not(line.rbegin(), line.rend(), blank).base(), line.end());
        if (!line.empty()) {
            lines.push_back(std::move(line));
        }
        begin = end + 1;
    }
    return lines;
}

std::string run_name(const TrainingForm& form, const std::vector<std::string>& prompts) {
    if (!form.name.empty()) {
        return file_name_of(form.name);
    }
    return file_name_of(form.source == PromptSource::File ? std::filesystem::path(form.file).stem().string()
                                                          : prompts.front());
}

const GuardReport* chosen_look(const TrainingView& view, const Gallery& gallery) {
    if (view.looks.empty()) {
        return nullptr;
    }
    const int last = static_cast<int>(view.looks.size()) - 1;
    return &view.looks[static_cast<std::size_t>(gallery.look < 0 ? last : std::min(gallery.look, last))];
}

struct EventHandler {
    StudioState& state;

    void operator()(TrainingStarted& event) const {
        TrainingState& training = state.training;
        training.view.emplace();
        training.gallery = {};
        TrainingView& view = *training.view;
        for (const IterationReport& report : event.past) {
            view.curves.add(report);
        }
        for (const GuardReport& report : event.looks) {
            view.add(report);
        }
        view.progress.stage = "loading";
        view.progress.steps = event.iterations;
        view.progress.step = event.past.empty() ? 0 : event.past.back().iteration;
        view.run = std::move(event);
        state.models.changed = true;
        state.windows.curves = true;
        state.windows.curves_focus_requested = true;
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
            load_model(state, training.view->run.folder, false);
        }
        if (state.preview && training.gallery.look < 0) {
            show_gallery(state);
        }
    }

    void operator()(const GainMeasured& event) const {
        if (state.training.view) {
            state.training.view->gain = event.result;
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
            state.trainer->find_unfinished();
            return;
        }
        training.view->ended = event;
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

void start_training(StudioState& state) {
    TrainingForm& form = state.training.form;
    form.error.clear();
    if (state.training.active()) {
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
    close_preview(state);
    state.trainer->start(std::move(request));
    state.training.phase = state.trainer->phase();
}

void go_on_with_run(StudioState& state, std::int64_t run) {
    if (state.training.active()) {
        return;
    }
    state.training.unfinished.reset();
    state.training.view.reset();
    state.training.form.error.clear();
    state.trainer->go_on_with(run);
    state.training.phase = state.trainer->phase();
}

void dismiss_unfinished_run(StudioState& state) {
    if (state.training.unfinished) {
        state.trainer->forget_unfinished(state.training.unfinished->run);
        state.training.unfinished.reset();
    }
}

void use_prompt_file(StudioState& state, const std::filesystem::path& file) {
    state.training.form.source = PromptSource::File;
    state.training.form.file = file.string();
    state.training.form.error.clear();
    state.windows.finetune = true;
    state.windows.finetune_focus_requested = true;
}

void keep_run(StudioState& state) {
    TrainingView& view = *state.training.view;
    view.decision = Decision::Kept;
    load_model(state, view.run.folder, true);
    add_toast(state, Toast::Kind::Success, fmt::format("'{}' generates from now on", view.run.name));
}

void revert_run(StudioState& state) {
    TrainingView& view = *state.training.view;
    view.decision = Decision::Reverted;
    state.training.use_snapshots = false;
    load_model(state, view.run.base, true);
    add_toast(state, Toast::Kind::Info, "The base model generates; the run stays in the workspace");
}

void set_use_snapshots(StudioState& state, bool use) {
    state.training.use_snapshots = use;
    const TrainingView& view = *state.training.view;
    load_model(state, use ? view.run.folder : view.run.base, false);
}

bool gallery_playable(const StudioState& state) {
    const auto& view = state.training.view;
    return view && state.model.status != ModelStatus::Failed &&
           (state.model.folder == view->run.base || state.model.folder == view->run.folder);
}

void show_gallery(StudioState& state) {
    Gallery& gallery = state.training.gallery;
    if (!gallery_playable(state) || (!gallery.prompt && !gallery.all)) {
        return;
    }
    const TrainingView& view = *state.training.view;
    const GuardReport* after = chosen_look(view, gallery);
    if (!after) {
        return;
    }
    std::vector<std::vector<int>> tokens;
    if (gallery.all) {
        for (std::size_t i = 0; i < std::min(after->prompts.size(), kGalleryMax); ++i) {
            tokens.push_back(after->tokens[i * static_cast<std::size_t>(after->samples)]);
        }
    } else {
        for (const GuardReport* look : {&view.looks.front(), after}) {
            tokens.push_back(look->tokens[*gallery.prompt * static_cast<std::size_t>(look->samples)]);
        }
    }
    gallery.decoding = state.worker.decode(std::move(tokens));
}

bool take_decoded(StudioState& state, ClipsDecoded& event) {
    Gallery& gallery = state.training.gallery;
    if (event.job != gallery.decoding || !state.training.view) {
        return false;
    }
    gallery.decoding = 0;
    const TrainingView& view = *state.training.view;
    const GuardReport* after = chosen_look(view, gallery);
    if (!after) {
        return true;
    }
    Take take;
    take.job = event.job;
    take.status = TakeStatus::Done;
    take.request.prompt = gallery.all ? fmt::format("All guard prompts at iteration {}", after->iteration)
                                      : after->prompts[*gallery.prompt];
    take.model = view.run.name;
    for (std::size_t i = 0; i < event.clips.size(); ++i) {
        Figure figure;
        figure.clip = std::move(event.clips[i]);
        figure.distance = travel_distance(figure.clip);
        if (!gallery.all) {
            figure.label = i == 0 ? kBeforeLabel : fmt::format("Iteration {}", after->iteration);
        }
        take.figures.push_back(std::move(figure));
    }
    const bool same = state.preview && state.preview->figures.size() == take.figures.size() &&
                      (gallery.all || state.preview->request.prompt == take.request.prompt);
    state.preview = std::move(take);
    if (!same) {  // else it plays on
        state.playback.time = 0;
        state.playback.playing = true;
        state.selected_figure = gallery.all ? 0 : 1;
        state.viewport.frame_all_requested = true;
    }
    return true;
}

void close_preview(StudioState& state) {
    state.blind_test.reset();
    state.training.gallery.prompt.reset();
    state.training.gallery.all = false;
    state.training.gallery.decoding = 0;
    if (state.preview) {
        state.preview.reset();
        state.selected_figure = 0;
        state.playback.time = 0;
    }
}

void drain_training(StudioState& state) {
    for (TrainingEvent& event : state.trainer->drain()) {
        std::visit(EventHandler{state}, event);
    }
    state.training.phase = state.trainer->phase();
    if (state.closing == Closing::Saving && !state.training.active()) {
        state.closing = Closing::Now;
    }
}

void load_model(StudioState& state, const std::filesystem::path& folder, bool remember) {
    if (remember) {
        const std::filesystem::path tidy = tidy_folder(folder);
        state.settings.model =
            tidy == starter_folder() ? "" : tidy.string();  // the starter may lie elsewhere after an update
    }
    if (state.model.folder == folder && !state.training.use_snapshots &&
        state.model.status != ModelStatus::Failed) {
        return;  // a snapshot is a new model in the same folder
    }
    state.model.folder = folder;
    state.worker.load([open = state.open_model, folder] { return open(folder); });
}

void ask_to_close(StudioState& state) {
    state.closing = state.training.active() ? Closing::Asked : Closing::Now;
}

void stop_run_and_close(StudioState& state) {
    state.trainer->suspend();
    state.closing = Closing::Saving;
}

void TrainingCurves::add(const IterationReport& report) {
    const auto at = static_cast<double>(report.iteration);
    const auto kept = static_cast<std::size_t>(std::lower_bound(iteration.begin(), iteration.end(), at) -
                                               iteration.begin());
    for (auto* series :
         {&iteration, &reward, &reward_low, &reward_high, &kl, &entropy, &value_loss, &clip_fraction}) {
        series->resize(kept);
    }
    iteration.push_back(at);
    reward.push_back(report.reward.mean);
    reward_low.push_back(report.reward.mean - report.reward.std);
    reward_high.push_back(report.reward.mean + report.reward.std);
    kl.push_back(report.kl);
    entropy.push_back(report.entropy);
    value_loss.push_back(report.value_loss);
    clip_fraction.push_back(report.clip_fraction);
}

void TrainingCurves::add(const GuardReport& report) {
    const auto at = static_cast<double>(report.iteration);
    const auto kept = static_cast<std::size_t>(std::lower_bound(looked_at.begin(), looked_at.end(), at) -
                                               looked_at.begin());
    for (auto* series : {&looked_at, &judge, &guard_reward}) {
        series->resize(kept);
    }
    looked_at.push_back(at);
    judge.push_back(report.judge);
    guard_reward.push_back(report.reward);
}

void TrainingView::add(const GuardReport& report) {
    std::erase_if(looks, [&](const GuardReport& look) { return look.iteration >= report.iteration; });
    looks.push_back(report);
    curves.add(report);
}

const GuardReport* TrainingView::best_look() const {
    const auto found =
        std::find_if(looks.rbegin(), looks.rend(), [](const GuardReport& look) { return look.verdict.best; });
    return found == looks.rend() ? nullptr : &*found;
}

}  // namespace im::studio
