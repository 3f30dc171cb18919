#include "app/studio/actions/studio_actions.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <random>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/model_actions.h"
#include "app/studio/actions/rating_actions.h"
#include "app/studio/actions/training_actions.h"
#include "app/studio/panels/clip_rating.h"
#include "app/studio/state/log_sink.h"
#include "app/studio/state/workspace_files.h"
#include "engine/io/clip_io.h"

namespace im::studio {
namespace {

constexpr std::size_t kHistoryMax = 500;
constexpr std::size_t kLogLinesMax = 2000;

Take* find_take(StudioState& state, JobId job) {
    if (state.preview && state.preview->job == job) {
        return &*state.preview;
    }
    const auto found =
        std::find_if(state.takes.rbegin(), state.takes.rend(), [&](const Take& t) { return t.job == job; });
    return found == state.takes.rend() ? nullptr : &*found;
}

/// A take that ended before its first frame is not worth keeping: the one before it is shown again.
void drop_if_empty(StudioState& state, JobId job) {
    if (state.preview && state.preview->job == job) {
        return;  // a preview is no take to go back from
    }
    const Take* take = find_take(state, job);
    const auto has_frames = [](const Figure& figure) { return figure.clip.frame_count() > 0; };
    if (!take || std::any_of(take->figures.begin(), take->figures.end(), has_frames)) {
        return;
    }
    std::erase_if(state.takes, [&](const Take& t) { return t.job == job; });
    state.shown_take.reset();
    if (!state.takes.empty()) {
        show_take(state, state.takes.size() - 1);
    }
}

struct EventHandler {
    StudioState& state;

    void operator()(const ModelLoading&) const {
        state.model.status = ModelStatus::Loading;
        state.model.error.clear();
    }

    void operator()(const ModelReady& event) const {
        state.model.status = ModelStatus::Ready;
        state.model.info = event.info;
        state.model.scores = event.scores;
        state.model.device = event.device;
        state.model.reader = event.reader;
        state.taste.changed = true;  // other encoders may see it differently
        spdlog::info("Model ready: {} ({:.1f} million parameters)", event.info.name,
                     event.info.parameters / 1e6);
        model_became_ready(state, event.info.folder);
    }

    void operator()(const ModelFailed& event) const {
        state.model.status = ModelStatus::Failed;
        state.model.error = event.message;
        model_failed(state, event.message);
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
        keep_clips(state, *take);
    }

    void operator()(ClipsDecoded& event) const { take_decoded(state, event); }

    void operator()(const JobStopped& event) const {
        if (Take* take = find_take(state, event.job)) {
            take->status = TakeStatus::Stopped;
            for (Figure& figure : take->figures) {
                figure.distance = travel_distance(figure.clip);
            }
            spdlog::info("Stopped; what was generated so far is kept");
        }
        drop_if_empty(state, event.job);
    }

    void operator()(const JobFailed& event) const {
        if (event.job == state.training.gallery.decoding) {
            state.training.gallery.decoding = 0;
            add_toast(state, Toast::Kind::Error, "This cannot be shown: " + event.message);
            return;
        }
        if (event.job == state.lab.preview_job) {
            state.lab.error = "No preview: " + event.message;
            close_preview(state);
            return;
        }
        spdlog::error("Generation failed: {}", event.message);
        state.prompt.error = event.message;
        if (Take* take = find_take(state, event.job)) {
            take->status = TakeStatus::Failed;
        }
        drop_if_empty(state, event.job);
    }
};

}  // namespace

void start_generation(StudioState& state) {
    PromptForm& form = state.prompt;
    form.error.clear();
    if (state.generating()) {
        return;
    }
    const bool blank =
        std::all_of(form.text.begin(), form.text.end(), [](unsigned char c) { return std::isspace(c) != 0; });
    if (blank) {
        form.error = "Type what the person should do, then press Generate.";
        form.focus_requested = true;
        return;
    }
    if (state.model.status == ModelStatus::Failed) {
        form.error = "There is no model to generate with: " + state.model.error;
        return;
    }
    if (!form.seed_locked && !state.takes.empty()) {
        roll_seed(state);
    }

    Take take;
    take.request.prompt = form.text;
    take.request.variations = form.variations;
    take.request.sampling = form.sampling;
    take.request.seed = form.seed;
    if (!form.automatic_length) {
        take.request.seconds = form.seconds;
    }
    take.made = std::chrono::system_clock::now();
    take.figures.resize(form.variations);
    take.best_of = form.best_of;
    take.job = state.worker.generate(take.request, take.best_of);
    state.takes.push_back(std::move(take));
    add_to_history(state, form.text);

    show_take(state, state.takes.size() - 1);
    state.viewport.frame_all_requested = true;
}

void stop_generation(StudioState& state) {
    for (const Take& take : state.takes) {
        if (take.growing()) {
            state.worker.stop(take.job);
        }
    }
}

void roll_seed(StudioState& state) {
    static std::mt19937_64 random{std::random_device{}()};
    state.prompt.seed = random() % 1'000'000;  // short enough to read out to a colleague
}

void show_take(StudioState& state, std::size_t index) {
    close_preview(state);
    state.shown_take = index;
    state.selected_figure = 0;
    state.playback.time = 0;
    state.playback.playing = true;
    score_liking(state);
}

void reuse_take(StudioState& state, const Take& take) {
    PromptForm& form = state.prompt;
    form.text = take.request.prompt;
    form.variations = take.request.variations;
    form.automatic_length = !take.request.seconds;
    if (take.request.seconds) {
        form.seconds = static_cast<float>(*take.request.seconds);
    }
    form.seed = take.request.seed;
    form.seed_locked = true;
    form.sampling = take.request.sampling;
    form.best_of = take.best_of;
    form.error.clear();
    form.focus_requested = true;
}

void add_to_history(StudioState& state, const std::string& prompt) {
    std::erase(state.history, prompt);
    state.history.insert(state.history.begin(), prompt);
    state.history.resize(std::min(state.history.size(), kHistoryMax));
    state.tasks.run(
        [file = history_file(state.workspace), history = state.history] { write_history(file, history); });
}

void add_toast(StudioState& state, Toast::Kind kind, std::string text) {
    state.toasts.push_back({kind, std::move(text), kind == Toast::Kind::Error ? 12.0 : 6.0});
}

void drain_events(StudioState& state) {
    for (GenerationEvent& event : state.worker.drain()) {
        std::visit(EventHandler{state}, event);
    }
    drain_training(state);
    for (BackgroundTasks* tasks : {&state.tasks, &state.export_tasks, &state.listing_tasks,
                                   &state.learning_tasks, &state.reading_tasks}) {
        tasks->drain();
    }
    update_prompt_lab(state);
    for (LogLine& line : drain_log()) {
        state.log.lines.push_back(std::move(line));
        state.log.new_lines = true;
    }
    while (state.log.lines.size() > kLogLinesMax) {
        state.log.lines.pop_front();
    }
}

std::string file_name_of(const std::string& prompt) {
    std::string name;
    for (const unsigned char c : prompt) {
        if (std::isalnum(c) || c >= 0x80) {
            name += static_cast<char>(c < 0x80 ? std::tolower(c) : c);
        } else if (!name.empty() && name.back() != '-') {
            name += '-';
        }
        if (name.size() >= 40 && name.back() == '-') {
            break;
        }
    }
    // Never cut inside a UTF-8 character: file names are limited to 255 bytes.
    if (name.size() > 80) {
        std::size_t end = 80;
        while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) {
            --end;
        }
        name.resize(end);
    }
    while (!name.empty() && name.back() == '-') {
        name.pop_back();
    }
    return name.empty() ? "clip" : name;
}

std::vector<std::filesystem::path> save_targets(const StudioState& state) {
    const SaveForm& form = state.save;
    std::string stem = form.name;
    if (stem.size() > form.extension.size() && stem.ends_with(form.extension)) {
        stem.resize(stem.size() - form.extension.size());
    }
    const std::filesystem::path folder = form.folder;
    const Take* take = state.take();
    if (!form.all_variations || !take) {
        return {folder / (stem + form.extension)};
    }
    std::vector<std::filesystem::path> files;
    for (std::size_t i = 0; i < take->figures.size(); ++i) {
        files.push_back(folder / fmt::format("{}-{:02}{}", stem, i + 1, form.extension));
    }
    return files;
}

void save_clips(StudioState& state) {
    const Take* take = state.take();
    if (!take) {
        return;
    }
    struct Job {
        std::filesystem::path file;
        MotionClip clip;
        ClipMetadata metadata;
    };
    std::vector<Job> jobs;
    const auto files = save_targets(state);
    for (std::size_t i = 0; i < files.size(); ++i) {
        const std::size_t index =
            state.save.all_variations ? i : static_cast<std::size_t>(state.selected_figure);
        const Figure& figure = take->figures[index];
        if (figure.clip.frame_count() == 0) {
            continue;
        }
        ClipMetadata metadata{take->request.prompt, take->request.seed, take->model, {}};
        if (figure.facts) {
            metadata.tokens = figure.facts->tokens;
        }
        jobs.push_back({files[i], figure.clip, std::move(metadata)});
    }
    if (jobs.empty()) {
        return;
    }

    ++state.save.running;
    const std::string what = jobs.size() == 1
                                 ? "Saved " + jobs.front().file.string()
                                 : fmt::format("Saved {} clips to {}", jobs.size(), state.save.folder);
    state.settings.save_folder = state.save.folder;
    state.settings.save_extension = state.save.extension;
    ExportOptions format = state.save.format;
    format.any_rate = state.save.clean_up.fps.has_value();
    state.export_tasks.run(
        [jobs = std::move(jobs), format = std::move(format), steps = state.save.clean_up] {
            for (const Job& job : jobs) {
                save_clip(job.file, clean_up(job.clip, steps), job.metadata, format);
            }
        },
        [&state, what](const std::string& error) {
            --state.save.running;
            if (error.empty()) {
                spdlog::info("{}", what);
                add_toast(state, Toast::Kind::Success, what);
            } else {
                add_toast(state, Toast::Kind::Error, "Not saved: " + error);
            }
        });
}

double travel_distance(const MotionClip& clip) {
    double distance = 0;
    for (int t = 1; t < clip.frame_count(); ++t) {
        const glm::vec3 step = clip.frame(t)[0] - clip.frame(t - 1)[0];
        distance += std::hypot(step.x, step.z);
    }
    return distance;
}

}  // namespace im::studio
