#include "app/studio/actions/open_actions.h"

#include <algorithm>
#include <chrono>
#include <memory>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/model_actions.h"
#include "app/studio/actions/preview_actions.h"
#include "app/studio/actions/prompt_lab_actions.h"
#include "app/studio/actions/rating_actions.h"
#include "app/studio/actions/rig_actions.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/actions/training_actions.h"
#include "app/workers/opened_path.h"
#include "engine/generate/prompt_text.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

constexpr int kFailuresTold = 4;         // of one drop by themselves; the rest are counted, and in the log
constexpr std::size_t kLabelBytes = 24;  // over a figure's head

void open_motion(StudioState& state, Services& services, OpenedPath& opened) {
    Take take;
    take.job = services.generation.new_id();
    take.made = std::chrono::system_clock::now();
    take.status = TakeStatus::Done;
    take.progress = 1;
    take.model = opened.path.filename().string();
    take.opened = OpenedFrom{.file = opened.path, .warnings = std::move(opened.warnings)};
    for (OpenedClip& clip : opened.clips) {
        Figure figure;
        figure.clip = std::move(clip.clip);
        figure.distance = travel_distance(figure.clip);
        figure.label = clip.name;
        figure.name = opened.path.stem().string() + (clip.name.empty() ? "" : " " + clip.name);
        take.figures.push_back(std::move(figure));
    }
    for (const std::string& warning : take.opened->warnings) {
        spdlog::warn("{}: {}", opened.path.string(), warning);
    }
    spdlog::info("Opened {}", opened.path.string());
    state.takes.push_back(std::move(take));
    show_take(state, services, state.takes.size() - 1);
    state.viewport.frame_all_requested = true;
}

void open_rig(StudioState& state, Services& services, const fs::path& file) {
    OwnRig& rig = state.save.rig;
    rig.chosen = true;
    rig.file = file.string();
    open_own_rig(state, services);
    add_toast(
        state, Toast::Kind::Info,
        fmt::format("'{}' is a rig: clips are saved on it, and the viewport shows them on it as Own rig. "
                    "The save dialog shows its bones.",
                    file.filename().string()));
}

void open_model(StudioState& state, Services& services, const fs::path& folder) {
    const fs::path tidy = tidy_folder(folder.string());
    state.models.typed = tidy.string();
    add_model_folder(state);
    activate_model(state, services, tidy);
    state.windows.bring_to_front("Models");
}

void open_dataset(StudioState& state, Services& services, const fs::path& folder) {
    state.lab.form.data = folder.string();
    state.windows.bring_to_front("Prompt lab");
    open_prompt_lab(state, services);
    read_lab_captions(state, services);
}

void tell_failure(StudioState& state, const std::string& problem) {
    spdlog::error("{}", problem);
    if (++state.open.failed <= kFailuresTold) {
        add_toast(state, Toast::Kind::Error, "Not opened: " + problem);
    }
}

/// When the last one of those that were asked for together is read.
void tell_outcome(StudioState& state) {
    OpenForm& form = state.open;
    if (form.failed > kFailuresTold) {
        add_toast(state, Toast::Kind::Error,
                  fmt::format("{} more could not be opened; the log says why", form.failed - kFailuresTold));
    }
    if (form.opened > 1) {
        add_toast(state, Toast::Kind::Success, fmt::format("Opened {} files", form.opened));
    }
    form.opened = form.failed = 0;
}

void sort_in(StudioState& state, Services& services, OpenedPath& opened) {
    if (!opened.problem.empty()) {
        tell_failure(state, opened.problem);
        return;
    }
    ++state.open.opened;
    switch (opened.kind) {
        case PathKind::Motion:
            open_motion(state, services, opened);
            break;
        case PathKind::Rig:
            open_rig(state, services, opened.path);
            break;
        case PathKind::ModelFolder:
            open_model(state, services, opened.path);
            break;
        case PathKind::Dataset:
            open_dataset(state, services, opened.path);
            break;
        case PathKind::PromptList:
            use_prompt_file(state, opened.path);
            add_toast(state, Toast::Kind::Info,
                      fmt::format("'{}' is what fine-tuning learns next", opened.path.filename().string()));
            break;
        case PathKind::MotionFolder:
            --state.open.opened;
            for (const std::string& warning : opened.warnings) {
                add_toast(state, Toast::Kind::Info, warning);
            }
            open_paths(state, services, opened.files);
            break;
        case PathKind::Unknown:
            break;
    }
}

std::string label_of(const Take& take) {
    std::string label = take.title();
    if (label.size() > kLabelBytes) {
        std::size_t end = kLabelBytes;
        while (end > 0 && (static_cast<unsigned char>(label[end]) & 0xC0) == 0x80) {
            --end;  // never inside a UTF-8 character
        }
        label = label.substr(0, end) + "...";
    }
    return label;
}

Take* take_of(StudioState& state, JobId job) {
    const auto found =
        std::find_if(state.takes.begin(), state.takes.end(), [&](const Take& t) { return t.job == job; });
    return found == state.takes.end() ? nullptr : &*found;
}

}  // namespace

void open_paths(StudioState& state, Services& services, const std::vector<fs::path>& paths) {
    for (const fs::path& path : paths) {
        ++state.open.reading;
        auto opened = std::make_shared<OpenedPath>();
        services.opening_tasks.run([opened, path] { *opened = read_path(path); },
                                   [&state, &services, opened](const std::string& error) {
                                       if (!error.empty()) {
                                           opened->problem = error;
                                       }
                                       sort_in(state, services, *opened);
                                       if (--state.open.reading == 0) {
                                           tell_outcome(state);
                                       }
                                   });
    }
}

void score_opened(StudioState& state, Services& services) {
    Take* take = state.shown_take && !state.preview.take() ? &state.takes[*state.shown_take] : nullptr;
    if (!take || !take->opened || take->opened->scoring) {
        return;
    }
    OpenedFrom& opened = *take->opened;
    const std::string caption = clean_prompt(opened.caption);
    if (caption.find_first_not_of(' ') == std::string::npos) {
        opened.problem = "Type what the movement shows, then press Score.";
        return;
    }
    opened.problem.clear();
    opened.scoring = true;
    std::vector<std::int64_t> unrated;
    for (Figure& figure : take->figures) {
        if (figure.clip_id > 0 && figure.rating == 0) {
            unrated.push_back(figure.clip_id);  // kept under the caption before, and nothing depends on it
        }
        figure.clip_id = 0;
        figure.rating = 0;
        figure.facts.reset();
        figure.reward.reset();
        figure.judge.reset();
        figure.liking.reset();
        figure.understanding = {};
    }
    if (!unrated.empty()) {
        services.tasks.run([unrated, store = services.store] {
            for (const std::int64_t id : unrated) {
                store->open().delete_clip(id);
            }
        });
    }
    take->request.prompt = caption;
    std::vector<MotionClip> clips;
    for (const Figure& figure : take->figures) {
        clips.push_back(figure.clip);
    }
    services.generation.judge(take->job, caption, std::move(clips));
}

void take_judged(StudioState& state, Services& services, const ClipsJudged& event) {
    Take* take = take_of(state, event.job);
    if (!take || !take->opened || take->request.prompt != event.prompt) {
        return;
    }
    take->opened->scoring = false;
    take->opened->problem = event.problem;
    take->model_folder = state.model.info.folder;  // whose tokens they are
    bool whole = event.tokens.size() == take->figures.size();
    for (std::size_t i = 0; i < take->figures.size(); ++i) {
        Figure& figure = take->figures[i];
        if (i < event.reward.size()) {
            figure.reward = event.reward[i];
        }
        if (i < event.judge.size()) {
            figure.judge = event.judge[i];
        }
        if (i < event.understanding.size()) {
            figure.understanding = event.understanding[i];
        }
        whole = whole && !event.tokens[i].empty();
        if (whole) {
            figure.facts = GeneratedMotion{.prompt = event.prompt, .tokens = event.tokens[i]};
        }
    }
    if (whole) {
        keep_clips(state, services, *take);
    } else if (event.problem.empty()) {
        take->opened->problem = "Too short for the model's tokens: it cannot be rated.";
    }
}

std::vector<const Take*> comparable_takes(const StudioState& state) {
    std::vector<const Take*> takes;
    for (std::size_t i = state.takes.size(); i-- > 0;) {
        const Take& take = state.takes[i];
        const bool has_frames = !take.figures.empty() && take.figures.front().clip.frame_count() > 0;
        if (state.shown_take != i && !take.growing() && has_frames) {
            takes.push_back(&take);
        }
    }
    return takes;
}

void show_beside(StudioState& state, Services& services, JobId other) {
    const Take* right = take_of(state, other);
    if (!right || right->figures.empty() || !state.shown_take) {
        return;
    }
    close_preview(state, services);
    const Take& left = state.takes[*state.shown_take];
    const Figure* chosen = state.figure();
    if (left.growing() || !chosen) {
        return;
    }
    Take both;
    both.status = TakeStatus::Done;
    both.request.prompt = left.request.prompt == right->request.prompt
                              ? left.title()
                              : fmt::format("{}  |  {}", left.title(), right->title());
    both.figures = {*chosen, right->figures[static_cast<std::size_t>(ranked_figures(*right).front())]};
    both.figures[0].label = label_of(left);
    both.figures[1].label = label_of(*right);
    state.preview.move_in(SideBySide{left.job, right->job});
    show_side_by_side(state, std::move(both), 0);
}

}  // namespace im::studio
