#include "app/studio/actions/direct_actions.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/block_edits.h"
#include "app/studio/actions/clip_edits.h"
#include "app/studio/actions/rating_actions.h"
#include "app/studio/actions/session_edits.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/actions/toasts.h"
#include "engine/core/fresh_seed.h"
#include "engine/direct/scene_json.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

/// The take that is shown and may be edited; null: there is none.
const Take* editable_take(const StudioState& state) {
    return state.preview.take() || !state.shown_take ? nullptr : &state.takes[*state.shown_take];
}

Take new_take(const StudioState& state, std::string prompt, std::uint64_t seed) {
    Take take;
    take.request.prompt = std::move(prompt);
    take.request.seed = seed;
    take.request.sampling = state.prompt.sampling;
    take.made = std::chrono::system_clock::now();
    take.figures.resize(1);
    return take;
}

/// What the new part shall be: as typed, else as it is now.
std::string prompt_of_span(const StudioState& state, double seconds) {
    const std::string& typed = state.direct.span_prompt;
    return typed.find_first_not_of(' ') != std::string::npos ? typed
                                                             : words_at(*editable_take(state), seconds);
}

bool edit_with_prompt(StudioState& state, SceneEdit& edit, double seconds) {
    edit.prompt = prompt_of_span(state, seconds);
    edit.seed = fresh_seed();
    if (edit.prompt.empty()) {
        state.direct.error = "Type what the person does in the new part.";
    }
    return !edit.prompt.empty();
}

}  // namespace

std::string why_not_make(const StudioState& state) {
    return state.generating() ? "Something is being made already." : "";
}

std::string why_not_edit(const StudioState& state) {
    if (!editable_take(state)) {
        return "No take of this session is shown.";
    }
    if (state.generating()) {
        return "Something is being made.";
    }
    const Figure* figure = state.figure();
    return !figure || figure->clip.frame_count() == 0 ? "There is no clip yet." : "";
}

std::string why_no_span(const StudioState& state) {
    const std::string reason = why_not_edit(state);
    return !reason.empty()      ? reason
           : chosen_span(state) ? ""
                                : "No part of the clip is chosen: drag over it in the timeline.";
}

std::optional<std::pair<double, double>> chosen_span(const StudioState& state) {
    const Take* take = editable_take(state);
    return take && take->job == state.direct.clip ? state.direct.span : std::nullopt;
}

void make_blocks(StudioState& state, Services& services) {
    DirectState& direct = state.direct;
    direct.error.clear();
    direct.notices.clear();
    if (state.generating()) {
        return;
    }
    const std::string title = sequence_title(direct.blocks);
    if (title.empty()) {
        direct.error = "Type what the person does in a block, then press Make it.";
        direct.focus_requested = true;
        state.windows.bring_to_front(kDirectTitle);
        return;
    }
    if (state.model.status == ModelStatus::Failed) {
        direct.error = "There is no model to make it with: " + state.model.error;
        return;
    }
    Take take = new_take(state, title, direct.seed);
    take.best_of = state.model.scores ? direct.best_of : 1;
    take.directed = DirectedFrom{.blocks = {}, .words = title, .asked = direct.constraints};
    take.job = services.generation.direct(
        BlocksToMake{direct.blocks,
                     {.seed = direct.seed, .sampling = take.request.sampling, .best_of = take.best_of},
                     direct.constraints.path,
                     direct.constraints.pins});
    state.takes.push_back(std::move(take));
    show_take(state, services, state.takes.size() - 1);
    state.viewport.frame_all_requested = true;
}

void roll_sequence_seed(StudioState& state) {
    state.direct.seed = fresh_seed();
}

void edit_shown_clip(StudioState& state, Services& services, SceneEdit edit) {
    DirectState& direct = state.direct;
    direct.notices.clear();
    if (direct.error = why_not_edit(state); !direct.error.empty()) {
        return;
    }
    const Take& source = *editable_take(state);
    const Figure& figure = *state.figure();
    const std::string words = source.prompt_of(figure);
    const std::string prompt = words.empty() ? source.title() : words;
    Take take = new_take(state, fmt::format("{} ({})", prompt, edit_in_words(edit)), edit.seed);
    take.model = source.model;
    take.model_folder = source.model_folder;
    take.directed = DirectedFrom{.blocks = {}, .words = source.directed ? source.directed->words : words};
    ClipToEdit asked{.clip = figure.clip, .edit = edit, .sampling = take.request.sampling};
    if (source.directed) {
        asked.blocks = source.directed->blocks;
    }
    take.job = services.generation.direct(std::move(asked));
    direct.editing = take.job;
    direct.edited = source.job;
    direct.edit_title = fmt::format("edit of {} ({})", quoted(prompt), edit_in_words(edit));
    state.takes.push_back(std::move(take));
}

void make_span_anew(StudioState& state, Services& services) {
    if (state.direct.error = why_no_span(state); !state.direct.error.empty()) {
        return;
    }
    const auto [from, to] = *chosen_span(state);
    SceneEdit edit{.kind = EditKind::Between, .from = from, .to = to};
    if (edit_with_prompt(state, edit, (from + to) / 2)) {
        edit_shown_clip(state, services, std::move(edit));
    }
}

void make_onward(StudioState& state, Services& services) {
    if (state.direct.error = why_not_edit(state); !state.direct.error.empty()) {
        return;
    }
    const auto span = chosen_span(state);
    SceneEdit edit{.kind = EditKind::Onward, .from = span ? span->first : state.playback.time};
    if (edit_with_prompt(state, edit, edit.from)) {
        edit_shown_clip(state, services, std::move(edit));
    }
}

void trim_to_span(StudioState& state, Services& services) {
    if (state.direct.error = why_no_span(state); !state.direct.error.empty()) {
        return;
    }
    const auto [from, to] = *chosen_span(state);
    edit_shown_clip(state, services, {.kind = EditKind::Trim, .from = from, .to = to});
}

void mirror_clip(StudioState& state, Services& services) {
    edit_shown_clip(state, services, {.kind = EditKind::Mirror});
}

void reverse_clip(StudioState& state, Services& services) {
    edit_shown_clip(state, services, {.kind = EditKind::Reverse});
}

void change_tempo(StudioState& state, Services& services) {
    edit_shown_clip(state, services, {.kind = EditKind::Tempo, .factor = state.direct.tempo});
}

void loop_clip(StudioState& state, Services& services) {
    edit_shown_clip(state, services, {.kind = EditKind::Loop, .times = state.direct.loop_times});
}

void take_directed(StudioState& state, Services& services, MotionDirected& event) {
    const auto found = std::find_if(state.takes.begin(), state.takes.end(),
                                    [&](const Take& take) { return take.job == event.job; });
    if (found == state.takes.end()) {
        return;
    }
    Take& take = *found;
    Figure& figure = take.figures.front();
    figure.clip = std::move(event.made.clip);
    figure.distance = travel_distance(figure.clip);
    if (!event.made.tokens.empty()) {
        figure.facts = GeneratedMotion{.prompt = take.request.prompt,
                                       .seed = take.request.seed,
                                       .tokens = std::move(event.made.tokens),
                                       .ended = true};
    }
    take.directed->blocks = std::move(event.made.blocks);
    take.directed->path_error_cm = event.made.path_error_cm;
    take.directed->misses = std::move(event.made.misses);
    take.status = TakeStatus::Done;
    take.progress = 1;
    take.seconds = event.seconds;
    DirectState& direct = state.direct;
    direct.notices = std::move(event.made.notices);
    spdlog::info("Made {:.2f} s of motion in {:.2f} s", figure.clip.seconds(), event.seconds);
    if (direct.editing == event.job) {
        // A part that was made anew may be made anew once more.
        const bool same_place = direct.clip == direct.edited && chosen_span(state) &&
                                editable_take(state)->ready_seconds() == take.ready_seconds();
        const double time = state.playback.time;
        show_take(state, services, static_cast<std::size_t>(found - state.takes.begin()));
        if (same_place) {
            direct.clip = event.job;
            state.playback.time = std::min(time, take.ready_seconds());
        }
        let_take_be_undone(state, direct.edit_title, event.job, direct.edited);
        direct.editing = 0;
    }
    if (figure.facts) {
        keep_clips(state, services, take);
    }
}

void directing_ended(StudioState& state, JobId job, const std::string& problem) {
    if (!problem.empty()) {
        state.direct.error = problem;
    }
    if (state.direct.editing == job) {
        state.direct.editing = 0;
    }
}

void save_blocks(StudioState& state, Services& services, const fs::path& file) {
    Scene scene;
    scene.model = state.model.info.name;
    scene.sampling = state.prompt.sampling;
    scene.folder = file.parent_path();
    scene.figures.emplace_back();
    scene.figures[0].seed = state.direct.seed;
    scene.figures[0].best_of = state.direct.best_of;
    scene.figures[0].blocks = state.direct.blocks;
    scene.figures[0].path = state.direct.constraints.path;
    scene.figures[0].pins = state.direct.constraints.pins;
    services.export_tasks.run([scene = std::move(scene), file] { save_scene(file, scene); },
                              [&state, file](const std::string& error) {
                                  if (error.empty()) {
                                      add_toast(state, Toast::Kind::Success, "Saved " + file.string());
                                  } else {
                                      state.direct.error = "Not saved: " + error;
                                  }
                              });
}

void open_blocks(StudioState& state, Services& services, const fs::path& file) {
    auto scene = std::make_shared<Scene>();
    services.opening_tasks.run(
        [scene, file] { *scene = load_scene(file); },
        [&state, scene, file](const std::string& error) {
            DirectState& direct = state.direct;
            direct.error = error.empty() ? "" : "Not opened: " + error;
            if (error.empty() && scene->figures.front().blocks.empty()) {
                direct.error = file.string() + " starts from a clip; the panel shows prompts in a row.";
            }
            if (!direct.error.empty()) {
                return;
            }
            const SceneFigure& figure = scene->figures.front();
            replace_blocks(state, figure.blocks, {figure.path, figure.pins},
                           "opening of " + quoted(file.filename().string()));
            direct.seed = figure.seed;
            direct.best_of = std::clamp(figure.best_of, 1, 64);
            direct.notices.clear();
            const bool moved = figure.place != glm::dvec2(0) || figure.turn_deg != 0;
            if (scene->figures.size() > 1 || !figure.poses.empty() || !figure.edits.empty() || moved) {
                direct.notices.push_back(
                    "The panel has the prompts, the path and the pins of the first figure. Its place, poses "
                    "and "
                    "edits and further figures stay in the file; the command line makes all of it.");
            }
        });
}

}  // namespace im::studio
