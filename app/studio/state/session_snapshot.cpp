#include "app/studio/state/session_snapshot.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace im::studio {
namespace {

constexpr std::size_t kTakesMax = 200;  // older ones are in the database

using Clock = std::chrono::system_clock;

/// JSON has no other numbers.
double finite(double value) {
    return std::isfinite(value) ? value : 0;
}

std::optional<MotionScore> kept_score(const std::optional<MotionScore>& score) {
    return score && std::isfinite(score->total) && std::isfinite(score->distance) ? score : std::nullopt;
}

bool is_kept(const Take& take) {
    const auto has_frames = [](const Figure& figure) { return figure.clip.frame_count() > 0; };
    return !take.growing() && std::any_of(take.figures.begin(), take.figures.end(), has_frames);
}

/// Those of state.takes that are kept, oldest first.
std::vector<const Take*> kept_takes(const StudioState& state) {
    std::vector<const Take*> takes;
    for (const Take& take : state.takes) {
        if (is_kept(take)) {
            takes.push_back(&take);
        }
    }
    const std::size_t dropped = takes.size() - std::min(takes.size(), kTakesMax);
    takes.erase(takes.begin(), takes.begin() + static_cast<std::ptrdiff_t>(dropped));
    return takes;
}

std::string clip_file(const Take& take, std::size_t figure) {
    return fmt::format("{}-{}.npy", take.job, figure);
}

SessionFigure kept_figure(const Figure& figure, std::string file) {
    SessionFigure kept{.file = std::move(file),
                       .candidate = figure.candidate,
                       .clip_id = figure.clip_id,
                       .rating = figure.rating,
                       .label = figure.label,
                       .name = figure.name,
                       .tags = figure.tags,
                       .reward = kept_score(figure.reward),
                       .judge = kept_score(figure.judge),
                       .understanding = figure.understanding};
    if (figure.facts) {
        kept.tokens = figure.facts->tokens;
        kept.log_probability = finite(figure.facts->log_probability);
        kept.ended = figure.facts->ended;
    }
    return kept;
}

SessionDirect kept_direct(const DirectState& direct) {
    SessionDirect kept{.chosen = direct.chosen,
                       .seed = direct.seed,
                       .best_of = direct.best_of,
                       .path = direct.constraints.path,
                       .pins = direct.constraints.pins};
    for (const SequenceBlock& block : direct.blocks) {
        kept.blocks.push_back({.prompt = block.prompt, .seconds = block.seconds, .seed = block.seed});
    }
    return kept;
}

void apply_direct(DirectState& direct, const SessionDirect& kept) {
    if (kept.blocks.empty()) {
        return;  // of a studio that had no such panel
    }
    direct.blocks.clear();
    for (const SessionBlock& block : kept.blocks) {
        if (direct.blocks.size() == kBlocksMax) {
            break;
        }
        direct.blocks.push_back({block.prompt, {}, block.seed});
        if (block.seconds && std::isfinite(*block.seconds)) {
            direct.blocks.back().seconds = std::clamp(*block.seconds, kShortestBlock, kBlockSecondsMax);
        }
    }
    direct.chosen = std::min<std::size_t>(kept.chosen, direct.blocks.size() - 1);
    direct.seed = kept.seed;
    direct.best_of = std::clamp(kept.best_of, 1, 64);
    direct.constraints = within_range({kept.path, kept.pins});
}

std::vector<SessionBlock> kept_blocks(const std::vector<BlockMade>& blocks) {
    std::vector<SessionBlock> kept;
    for (const BlockMade& block : blocks) {
        kept.push_back({.prompt = block.prompt,
                        .seed = block.seed,
                        .begin = block.begin,
                        .end = block.end,
                        .block = block.block});
    }
    return kept;
}

std::vector<BlockMade> made_blocks(const std::vector<SessionBlock>& kept) {
    std::vector<BlockMade> blocks;
    for (const SessionBlock& block : kept) {
        blocks.push_back({block.prompt,
                          std::max(block.begin, 0),
                          std::max(block.end, 0),
                          block.block,
                          block.seed.value_or(0),
                          {}});
    }
    return blocks;
}

SessionTake kept_take(const Take& take) {
    SessionTake kept{.job = take.job,
                     .prompt = take.request.prompt,
                     .seed = take.request.seed,
                     .seconds_asked = take.request.seconds,
                     .sampling = take.request.sampling,
                     .best_of = take.best_of,
                     .tries = take.tries,
                     .model = take.model,
                     .model_folder = take.model_folder.string(),
                     .made = std::chrono::duration<double>(take.made.time_since_epoch()).count(),
                     .complete = take.status == TakeStatus::Done,
                     .seconds = finite(take.seconds)};
    if (take.opened) {
        kept.is_opened = true;
        kept.file = take.opened->file.string();
        kept.caption = take.opened->caption;
        kept.problem = take.opened->problem;
        kept.warnings = take.opened->warnings;
    }
    if (take.directed) {
        kept.is_directed = true;
        kept.blocks = kept_blocks(take.directed->blocks);
        kept.words = take.directed->words;
        kept.path = take.directed->asked.path;
        kept.pins = take.directed->asked.pins;
        if (take.directed->path_error_cm) {
            kept.path_error_cm = finite(*take.directed->path_error_cm);
        }
        for (const ConstraintError& miss : take.directed->misses) {
            kept.misses.push_back({miss.what, finite(miss.cm), finite(miss.degrees)});
        }
    }
    for (std::size_t i = 0; i < take.figures.size(); ++i) {
        if (take.figures[i].clip.frame_count() > 0) {
            kept.figures.push_back(kept_figure(take.figures[i], clip_file(take, i)));
        }
    }
    return kept;
}

Figure figure_of(const SessionFigure& kept, const SessionTake& take, MotionClip clip) {
    Figure figure;
    figure.clip = std::move(clip);
    figure.distance = travel_distance(figure.clip);
    figure.label = kept.label;
    figure.candidate = kept.candidate;
    figure.reward = kept.reward;
    figure.judge = kept.judge;
    figure.understanding = kept.understanding;
    const int level = static_cast<int>(kept.understanding.level);
    if (level < 0 || level > static_cast<int>(UnderstandingLevel::Unlikely) ||
        (level > 0 && kept.understanding.notice().empty())) {
        figure.understanding = {};
    }
    figure.clip_id = kept.clip_id;
    figure.rating = std::clamp(kept.rating, 0, 5);
    figure.name = kept.name;
    figure.tags = kept.tags;
    if (!kept.tokens.empty() || kept.ended) {
        figure.facts = GeneratedMotion{.prompt = take.prompt,
                                       .seed = take.seed,
                                       .tokens = kept.tokens,
                                       .ended = kept.ended,
                                       .log_probability = kept.log_probability};
    }
    return figure;
}

Take take_of(const SessionTake& kept, std::map<std::string, MotionClip>& clips) {
    Take take;
    take.job = kept.job;
    take.request.prompt = kept.prompt;
    take.request.variations = std::max(static_cast<int>(kept.figures.size()), 1);
    take.request.seed = kept.seed;
    take.request.seconds = kept.seconds_asked;
    take.request.sampling = kept.sampling;
    take.best_of = std::clamp(kept.best_of, 1, 1024);
    take.tries = std::clamp(kept.tries, 1, 64);
    take.model = kept.model;
    take.model_folder = kept.model_folder;
    take.made = Clock::time_point(std::chrono::duration_cast<Clock::duration>(
        std::chrono::duration<double>(std::clamp(kept.made, 0.0, 1e10))));
    take.status = kept.complete ? TakeStatus::Done : TakeStatus::Stopped;
    take.progress = 1;
    take.seconds = kept.seconds;
    if (kept.is_opened) {
        take.opened = OpenedFrom{
            .file = kept.file, .warnings = kept.warnings, .caption = kept.caption, .problem = kept.problem};
    }
    if (kept.is_directed) {
        take.directed = DirectedFrom{.blocks = made_blocks(kept.blocks),
                                     .words = kept.words,
                                     .asked = within_range({kept.path, kept.pins}),
                                     .path_error_cm = kept.path_error_cm,
                                     .misses = kept.misses};
    }
    for (const SessionFigure& figure : kept.figures) {
        take.figures.push_back(figure_of(figure, kept, std::move(clips[figure.file])));
    }
    return take;
}

void apply_prompt(PromptForm& form, const SessionPrompt& kept) {
    if (!kept.text.empty()) {
        form.text = kept.text;
    }
    form.variations = std::clamp(kept.variations, 1, 16);
    form.automatic_length = kept.automatic_length;
    form.seconds = static_cast<float>(std::clamp(kept.seconds, 0.1, 600.0));
    form.seed = kept.seed;
    form.seed_locked = kept.seed_locked;
    form.best_of = std::clamp(kept.best_of, 1, 64);
    try {
        kept.sampling.validate();
        form.sampling = kept.sampling;
    } catch (const std::exception&) {
        // A hand has been at it: the defaults stay.
    }
}

void apply_view(StudioState& state, const SessionView& kept) {
    ViewportForm& form = state.viewport;
    form.body = static_cast<BodyStyle>(std::clamp(kept.body, 0, static_cast<int>(BodyStyle::OwnRig)));
    form.arrangement =
        static_cast<Arrangement>(std::clamp(kept.arrangement, 0, static_cast<int>(Arrangement::Overlaid)));
    form.grid = kept.grid;
    form.shadow = kept.shadow;
    form.contacts = kept.contacts;
    form.trail = kept.trail;
    form.follow = kept.follow;
    state.playback.playing = kept.playing;
    state.playback.loop = kept.loop;
    state.playback.speed = std::clamp(kept.speed, 0.05, 8.0);
    state.playback.time = std::clamp(kept.time, 0.0, 1e5);
}

void apply_training(TrainingForm& form, const SessionTraining& kept) {
    form.source = static_cast<PromptSource>(std::clamp(kept.source, 0, static_cast<int>(PromptSource::File)));
    form.typed = kept.typed;
    form.chosen = {kept.chosen.begin(), kept.chosen.end()};
    form.file = kept.file;
    form.name = kept.name;
    form.paired = kept.paired;
}

SessionView kept_view(const StudioState& state, const render::OrbitCamera& camera) {
    const ViewportForm& form = state.viewport;
    const Playback& playback = state.playback;
    SessionView view{.body = static_cast<int>(form.body),
                     .arrangement = static_cast<int>(form.arrangement),
                     .grid = form.grid,
                     .shadow = form.shadow,
                     .contacts = form.contacts,
                     .trail = form.trail,
                     .follow = form.follow,
                     .playing = playback.playing,
                     .loop = playback.loop,
                     .speed = playback.speed,
                     .time = playback.playing ? 0 : playback.time};
    // Whole millimetres and ten-thousandths: a camera that settles is not written again and again.
    const auto rounded = [](float value, double digits) { return std::round(value * digits) / digits; };
    const glm::vec3 target = form.follow ? glm::vec3(0) : camera.target;
    view.camera = {rounded(target.x, 1e3),        rounded(target.y, 1e3),   rounded(target.z, 1e3),
                   rounded(camera.distance, 100), rounded(camera.yaw, 1e3), rounded(camera.pitch, 1e3)};
    return view;
}

}  // namespace

Session session_of(const StudioState& state, const render::OrbitCamera& camera) {
    Session session;
    const PromptForm& form = state.prompt;
    session.prompt = {form.text, form.variations,  form.automatic_length, form.seconds,
                      form.seed, form.seed_locked, form.best_of,          form.sampling};
    session.view = kept_view(state, camera);
    const TrainingForm& training = state.training.form;
    session.training = {.source = static_cast<int>(training.source),
                        .typed = training.typed,
                        .file = training.file,
                        .name = training.name,
                        .paired = training.paired,
                        .chosen = {training.chosen.begin(), training.chosen.end()}};
    if (state.training.view && state.training.view->decision == Decision::Open) {
        session.training.undecided_run = state.training.view->run.run;
    }
    session.direct = kept_direct(state.direct);
    session.lab_data = state.lab.form.data;
    session.panels_closed.assign(state.windows.closed.begin(), state.windows.closed.end());
    for (const Take* take : kept_takes(state)) {
        session.takes.push_back(kept_take(*take));
    }
    for (const Take& take : state.takes) {
        session.next_job = std::max(session.next_job, take.job + 1);
    }
    session.next_job = std::max(session.next_job, state.session.kept.next_job);
    if (state.shown_take && is_kept(state.takes[*state.shown_take])) {
        session.shown_job = state.takes[*state.shown_take].job;
        session.selected_figure = state.preview.take() ? 0 : state.selected_figure;
    }
    return session;
}

std::vector<SessionClip> clips_to_keep(const StudioState& state, const std::set<std::string>& kept) {
    std::vector<SessionClip> fresh;
    for (const Take* take : kept_takes(state)) {
        for (std::size_t i = 0; i < take->figures.size(); ++i) {
            const std::string file = clip_file(*take, i);
            if (take->figures[i].clip.frame_count() > 0 && !kept.contains(file)) {
                fresh.push_back({file, take->figures[i].clip});
            }
        }
    }
    return fresh;
}

void apply_session(StudioState& state, const Session& session, std::map<std::string, MotionClip> clips) {
    const bool untouched = state.takes.empty();
    std::deque<Take> takes;
    for (const SessionTake& kept : session.takes) {
        takes.push_back(take_of(kept, clips));
    }
    const std::size_t before = takes.size();
    std::move(state.takes.begin(), state.takes.end(), std::back_inserter(takes));
    state.takes = std::move(takes);
    if (!untouched) {
        if (state.shown_take) {
            *state.shown_take += before;
        }
        return;
    }
    apply_prompt(state.prompt, session.prompt);
    apply_view(state, session.view);
    apply_training(state.training.form, session.training);
    apply_direct(state.direct, session.direct);
    state.lab.form.data = session.lab_data;
    state.windows.closed = {session.panels_closed.begin(), session.panels_closed.end()};
    for (std::size_t i = 0; i < state.takes.size(); ++i) {
        if (state.takes[i].job == session.shown_job) {
            state.shown_take = i;
            const int last = static_cast<int>(state.takes[i].figures.size()) - 1;
            state.selected_figure = std::clamp(session.selected_figure, 0, last);
        }
    }
}

std::optional<render::OrbitCamera> camera_of(const Session& session) {
    const std::vector<double>& kept = session.view.camera;
    if (kept.size() != 6 ||
        !std::all_of(kept.begin(), kept.end(), [](double v) { return std::abs(v) < 1e4; })) {
        return std::nullopt;
    }
    using Camera = render::OrbitCamera;
    Camera camera;
    if (!session.view.follow) {
        camera.target = {kept[0], kept[1], kept[2]};
    }
    camera.distance = std::clamp(static_cast<float>(kept[3]), Camera::kMinDistance, Camera::kMaxDistance);
    camera.yaw = static_cast<float>(kept[4]);
    camera.pitch = std::clamp(static_cast<float>(kept[5]), -Camera::kMaxPitch, Camera::kMaxPitch);
    return camera;
}

}  // namespace im::studio
