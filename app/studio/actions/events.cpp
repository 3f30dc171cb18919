#include "app/studio/actions/events.h"

#include <algorithm>

#include <spdlog/spdlog.h>

#include "app/studio/actions/direct_actions.h"
#include "app/studio/actions/evaluation_actions.h"
#include "app/studio/actions/library_actions.h"
#include "app/studio/actions/model_actions.h"
#include "app/studio/actions/open_actions.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/prompt_lab_actions.h"
#include "app/studio/actions/rating_actions.h"
#include "app/studio/actions/serve_actions.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/actions/training_actions.h"
#include "app/studio/state/log_sink.h"

namespace im::studio {
namespace {

constexpr std::size_t kLogLinesMax = 2000;

Take* find_take(StudioState& state, JobId job) {
    if (Take* shown = state.preview.take(); shown && shown->job == job) {
        return shown;
    }
    const auto found =
        std::find_if(state.takes.rbegin(), state.takes.rend(), [&](const Take& t) { return t.job == job; });
    return found == state.takes.rend() ? nullptr : &*found;
}

/// A take that ended before its first frame is not worth keeping: the one before it is shown again.
void drop_if_empty(StudioState& state, Services& services, JobId job) {
    if (state.preview.take() && state.preview.take()->job == job) {
        return;  // a preview is no take to go back from
    }
    const Take* take = find_take(state, job);
    const auto has_frames = [](const Figure& figure) { return figure.clip.frame_count() > 0; };
    if (!take || std::any_of(take->figures.begin(), take->figures.end(), has_frames)) {
        return;
    }
    const auto found =
        std::find_if(state.takes.begin(), state.takes.end(), [&](const Take& t) { return t.job == job; });
    const auto index = static_cast<std::size_t>(found - state.takes.begin());
    state.takes.erase(found);
    if (state.shown_take && *state.shown_take != index) {
        *state.shown_take -= *state.shown_take > index ? 1 : 0;
        return;  // another one is looked at
    }
    state.shown_take.reset();
    if (!state.takes.empty()) {
        show_take(state, services, state.takes.size() - 1);
    }
}

struct EventHandler {
    StudioState& state;
    Services& services;

    void operator()(const ModelLoading&) const {
        state.model.status = ModelStatus::Loading;
        state.model.error.clear();
    }

    void use(const ModelReady& model) const {
        state.model.status = ModelStatus::Ready;
        state.model.info = model.info;
        state.model.scores = model.scores;
        state.model.device = model.device;
        state.model.reader = model.reader;
        state.taste.changed = true;  // other encoders may see it differently
    }

    void operator()(const ModelReady& event) const {
        use(event);
        spdlog::info("Model ready: {} ({:.1f} million parameters)", event.info.name,
                     event.info.parameters / 1e6);
        model_became_ready(state, services, event.info.folder);
    }

    void operator()(const ModelFailed& event) const {
        model_failed(state, event.message);
        if (event.still) {
            use(*event.still);
            state.model.folder = event.still->info.folder;
            add_toast(state, Toast::Kind::Error, "The model could not be loaded; the one before generates");
        } else if (!fall_back_to_starter(state, services, event.message)) {
            state.model.status = ModelStatus::Failed;
            state.model.error = event.message;
        }
    }

    void operator()(const WeightsTaken&) const { spdlog::info("Generating with the best weights so far"); }

    void operator()(const WeightsRefused& event) const {
        add_toast(state, Toast::Kind::Error,
                  "What was learnt last cannot be used yet, the weights before go on: " + event.message);
    }

    void operator()(const JobStarted& event) const {
        if (Take* take = find_take(state, event.job)) {
            take->status = TakeStatus::Running;
            take->model = state.model.info.name;
            take->model_folder = state.model.info.folder;
        }
    }

    void operator()(const FramesArrived& event) const {
        Take* take = find_take(state, event.job);
        if (!take || event.variation < 0 || event.variation >= static_cast<int>(take->figures.size())) {
            return;
        }
        MotionClip& clip = take->figures[event.variation].clip;
        clip.joint_count = event.joint_count;
        clip.fps = state.model.info.fps;
        clip.positions.resize(static_cast<std::size_t>(event.first_frame) * event.joint_count);
        clip.positions.insert(clip.positions.end(), event.positions.begin(), event.positions.end());
    }

    void operator()(const JobProgress& event) const {
        if (Take* take = find_take(state, event.job)) {
            take->progress = event.fraction;
        }
    }

    void operator()(JobDone& event) const {
        Take* take = find_take(state, event.job);
        if (!take) {
            return;
        }
        std::size_t tokens = 0;
        take->figures.resize(event.motions.size());
        for (std::size_t i = 0; i < event.motions.size(); ++i) {
            Figure& figure = take->figures[i];
            figure.facts = std::move(event.motions[i]);
            figure.clip = std::move(figure.facts->clip);
            figure.distance = travel_distance(figure.clip);
            figure.candidate = event.candidates[i];
            tokens += figure.facts->tokens.size();
        }
        take->status = TakeStatus::Done;
        take->progress = 1;
        take->seconds = event.seconds;
        if (event.seconds > 0) {
            state.tokens_per_second = static_cast<double>(tokens) / event.seconds;
        }
        spdlog::info("Generated {} {} in {:.2f} s, {:.0f} tokens/s", event.motions.size(),
                     event.motions.size() == 1 ? "clip" : "clips", event.seconds, state.tokens_per_second);
    }

    void operator()(const MotionsScored& event) const {
        Take* take = find_take(state, event.job);
        if (!take) {
            return;
        }
        for (std::size_t i = 0; i < take->figures.size(); ++i) {
            if (i < event.reward.size()) {
                take->figures[i].reward = event.reward[i];
            }
            if (i < event.judge.size()) {
                take->figures[i].judge = event.judge[i];
            }
            if (i < event.understanding.size()) {
                take->figures[i].understanding = event.understanding[i];
            }
        }
        if (event.reward.empty()) {
            take->best_of = 1;  // nothing to choose by
        }
        if (state.take() == take && !event.reward.empty() && state.selected_figure == 0) {
            state.selected_figure = ranked_figures(*take).front();
        }
        keep_clips(state, services, *take);
    }

    void operator()(const ClipsJudged& event) const { take_judged(state, services, event); }

    void operator()(ClipsDecoded& event) const {
        if (!take_library_clips(state, services, event)) {
            take_decoded(state, event);
        }
    }

    void operator()(MotionDirected& event) const { take_directed(state, services, event); }

    void operator()(const JobStopped& event) const {
        directing_ended(state, event.job, "");
        if (Take* take = find_take(state, event.job)) {
            take->status = TakeStatus::Stopped;
            for (Figure& figure : take->figures) {
                figure.distance = travel_distance(figure.clip);
            }
            spdlog::info("Stopped; what was generated so far is kept");
        }
        drop_if_empty(state, services, event.job);
    }

    void operator()(const JobFailed& event) const {
        if (library_decoding_failed(state, event)) {
            return;
        }
        if (auto* gallery = state.preview.tenant<GuardGallery>(); gallery && gallery->decoding == event.job) {
            gallery->decoding = 0;
            add_toast(state, Toast::Kind::Error, "This cannot be shown: " + event.message);
            return;
        }
        if (const auto* lab = state.preview.tenant<LabPreview>(); lab && lab->job == event.job) {
            state.lab.error = "No preview: " + event.message;
            close_preview(state, services);
            return;
        }
        spdlog::error("Generation failed: {}", event.message);
        Take* take = find_take(state, event.job);
        if (take && take->directed) {
            directing_ended(state, event.job, event.message);
        } else {
            state.prompt.error = event.message;
        }
        if (take) {
            take->status = TakeStatus::Failed;
        }
        drop_if_empty(state, services, event.job);
    }
};

}  // namespace

void drain_events(StudioState& state, Services& services) {
    for (GenerationEvent& event : services.generation.drain()) {
        std::visit(EventHandler{state, services}, event);
    }
    drain_training(state, services);
    drain_evaluation(state, services);
    update_serving(state, services);
    for (BackgroundTasks* tasks :
         {&services.tasks, &services.export_tasks, &services.listing_tasks, &services.learning_tasks,
          &services.reading_tasks, &services.session_tasks, &services.opening_tasks}) {
        tasks->drain();
    }
    update_prompt_lab(state, services);
    for (LogLine& line : drain_log()) {
        state.log.lines.push_back(std::move(line));
        state.log.new_lines = true;
    }
    while (state.log.lines.size() > kLogLinesMax) {
        state.log.lines.pop_front();
    }
}

}  // namespace im::studio
