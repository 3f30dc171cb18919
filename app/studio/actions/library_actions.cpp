#include "app/studio/actions/library_actions.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include <fmt/format.h>

#include "app/studio/actions/clip_edits.h"
#include "app/studio/actions/looking_only.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/workers/same_tokenizer.h"

namespace im::studio {
namespace {

// Few: a prompt that is sent to the model waits for those that are on their way.
constexpr std::size_t kDecodingMax = 4;

void read_when_due(StudioState& state, Services& services) {
    LibraryState& library = state.library;
    if (!library.changed || library.reading) {
        return;
    }
    library.changed = false;
    library.reading = true;
    auto clips = std::make_shared<std::vector<ClipRecord>>();
    const ClipFilter filter{.with_trash = true, .after = library.index.newest(), .limit = kAllClips};
    services.tasks.run([clips, filter, store = services.store] { *clips = store->open().clips(filter); },
                       [&state, clips, revision = library.index.revision()](const std::string& error) {
                           LibraryState& read = state.library;
                           read.reading = false;
                           read.error = error;
                           if (!error.empty()) {
                               return;
                           }
                           read.read = true;
                           if (read.index.revision() != revision) {
                               read.changed = true;  // something was edited meanwhile: once more
                           } else if (!clips->empty()) {
                               read.index.add(std::move(*clips));
                           }
                       });
}

void answer_query(LibraryState& library) {
    if (library.answered == library.query && library.answered_revision == library.index.revision()) {
        return;
    }
    library.found = library.index.search(library.query);
    library.answered = library.query;
    library.answered_revision = library.index.revision();
}

/// Another model may have another tokenizer: what was decoded with the one before is not what it shows.
void compare_tokenizers(StudioState& state, Services& services) {
    LibraryState& library = state.library;
    if (state.model.status != ModelStatus::Ready || library.comparing) {
        return;
    }
    const std::string active = state.model.info.folder.string();
    if (library.same_as != active) {
        library.same_as = active;
        library.same_tokenizer.clear();
        library.no_picture.clear();
    }
    std::vector<std::string> unknown;
    for (const std::int64_t id : library.wanted) {
        const ClipRecord* clip = library.index.find(id);
        if (clip && !library.same_tokenizer.contains(clip->model_folder) &&
            std::find(unknown.begin(), unknown.end(), clip->model_folder) == unknown.end()) {
            unknown.push_back(clip->model_folder);
        }
    }
    if (unknown.empty()) {
        return;
    }
    library.comparing = true;
    auto same = std::make_shared<std::map<std::string, bool>>();
    services.listing_tasks.run([=] { *same = same_tokenizers(active, unknown); },
                               [&state, same, active](const std::string&) {
                                   state.library.comparing = false;
                                   if (state.library.same_as == active) {
                                       state.library.same_tokenizer.merge(*same);
                                   }
                               });
}

void ask_for_pictures(StudioState& state, Services& services) {
    LibraryState& library = state.library;
    compare_tokenizers(state, services);
    if (state.model.status != ModelStatus::Ready || state.generating()) {
        return;  // the model is at work: they would only wait
    }
    for (const std::int64_t id : library.wanted) {
        const ClipRecord* clip = library.index.find(id);
        const bool asked = std::any_of(library.decoding.begin(), library.decoding.end(),
                                       [&](const auto& entry) { return entry.second == id; });
        if (!clip || asked || library.no_picture.contains(id) ||
            !library.same_tokenizer.contains(clip->model_folder) || !why_not_shown(state, *clip).empty()) {
            continue;
        }
        if (library.decoding.size() >= kDecodingMax) {
            return;
        }
        library.decoding[services.generation.decode({clip->tokens})] = id;
    }
}

Figure figure_of(const ClipRecord& clip, MotionClip motion) {
    if (clip.seconds) {  // the last token may have reached farther than was asked for
        const auto frames = static_cast<std::size_t>(std::max(std::lround(*clip.seconds * motion.fps), 1L));
        motion.positions.resize(
            std::min(motion.positions.size(), frames * static_cast<std::size_t>(motion.joint_count)));
    }
    Figure figure;
    figure.facts = GeneratedMotion{.prompt = clip.prompt,
                                   .seed = clip.seed,
                                   .variation = clip.variation,
                                   .tokens = clip.tokens,
                                   .ended = true,
                                   .log_probability = 0,
                                   .clip = {}};
    figure.clip = std::move(motion);
    figure.distance = travel_distance(figure.clip);
    figure.candidate = clip.variation;
    figure.label = clip.name;
    figure.clip_id = clip.id;
    figure.rating = clip.rating;
    figure.name = clip.name;
    figure.tags = clip.tags;
    figure.prompt = clip.prompt;
    return figure;
}

/// Clips of the library as if they had been generated now.
Take take_of(const LibraryState& library, const LibraryState::Opening& opening,
             std::vector<MotionClip> motions) {
    Take take;
    take.job = opening.job;
    take.status = TakeStatus::Done;
    take.progress = 1;
    take.made = std::chrono::system_clock::now();
    bool one_prompt = true;
    for (std::size_t i = 0; i < std::min(motions.size(), opening.clips.size()); ++i) {
        const ClipRecord* clip = library.index.find(opening.clips[i]);
        if (!clip) {
            continue;  // deleted for good meanwhile
        }
        if (take.figures.empty()) {
            take.request = {.prompt = clip->prompt,
                            .variations = 1,
                            .seconds = clip->seconds,
                            .sampling = clip->sampling,
                            .seed = clip->seed};
            take.model = clip->model;
            take.model_folder = clip->model_folder;
        }
        one_prompt = one_prompt && clip->prompt == take.request.prompt;
        take.figures.push_back(figure_of(*clip, std::move(motions[i])));
    }
    if (!one_prompt) {
        take.request.prompt = fmt::format("{} clips of the library", take.figures.size());
    }
    return take;
}

void open_clips(StudioState& state, Services& services, LibraryUse use, std::size_t clips_max) {
    LibraryState& library = state.library;
    LibraryState::Opening opening{.use = use};
    std::vector<std::vector<int>> tokens;
    std::string reason;
    std::size_t left_out = 0;
    for (const std::int64_t id : chosen_clips(state)) {
        const ClipRecord* clip = library.index.find(id);
        const std::string why = why_not_shown(state, *clip);
        if (!why.empty() || tokens.size() >= clips_max) {
            reason = why.empty() ? fmt::format("at most {} clips stand beside each other", clips_max) : why;
            ++left_out;
            continue;
        }
        opening.clips.push_back(id);
        tokens.push_back(clip->tokens);
    }
    if (left_out > 0) {
        add_toast(state, tokens.empty() ? Toast::Kind::Error : Toast::Kind::Info,
                  fmt::format("{} left out: {}",
                              left_out == 1 ? "1 clip is" : fmt::format("{} clips are", left_out), reason));
    }
    if (!tokens.empty()) {
        opening.job = services.generation.decode(std::move(tokens));
        library.opening = std::move(opening);
    }
}

}  // namespace

void update_library(StudioState& state, Services& services) {
    read_when_due(state, services);
    answer_query(state.library);
    ask_for_pictures(state, services);
}

std::string why_not_shown(const StudioState& state, const ClipRecord& clip) {
    if (clip.tokens.empty()) {
        return "it has no motion";
    }
    if (state.model.status == ModelStatus::Failed) {
        return "there is no model to show it with";
    }
    const auto same = state.library.same_tokenizer.find(clip.model_folder);
    if (same != state.library.same_tokenizer.end() && !same->second) {
        return fmt::format(
            "it was made by '{}', which has another tokenizer: make that model active to see it", clip.model);
    }
    return "";
}

void choose_clip(StudioState& state, std::int64_t clip, bool also, bool up_to) {
    LibraryState& library = state.library;
    const auto place_of = [&](std::int64_t id) {
        return std::find_if(library.found.begin(), library.found.end(),
                            [&](std::size_t place) { return library.index[place].id == id; });
    };
    if (up_to && place_of(library.anchor) != library.found.end() && place_of(clip) != library.found.end()) {
        auto from = place_of(library.anchor), to = place_of(clip);
        if (from > to) {
            std::swap(from, to);
        }
        if (!also) {
            library.chosen.clear();
        }
        std::for_each(from, to + 1,
                      [&](std::size_t place) { library.chosen.insert(library.index[place].id); });
        return;
    }
    library.anchor = clip;
    if (also && library.chosen.erase(clip) > 0) {
        return;
    }
    if (!also) {
        library.chosen.clear();
    }
    library.chosen.insert(clip);
}

void choose_all_clips(StudioState& state) {
    LibraryState& library = state.library;
    for (const std::size_t place : library.found) {
        library.chosen.insert(library.index[place].id);
    }
}

std::vector<std::int64_t> chosen_clips(const StudioState& state) {
    const LibraryState& library = state.library;
    std::vector<std::int64_t> clips;
    if (library.chosen.empty()) {
        return clips;
    }
    for (const std::size_t place : library.found) {
        if (place < library.index.size() && library.chosen.contains(library.index[place].id)) {
            clips.push_back(library.index[place].id);
        }
    }
    return clips;
}

void play_chosen(StudioState& state, Services& services) {
    open_clips(state, services, LibraryUse::Play, kClipsPlayedMax);
}

void save_chosen(StudioState& state, Services& services) {
    open_clips(state, services, LibraryUse::Save, state.library.index.size());
}

void trash_chosen(StudioState& state, Services& services) {
    if (refuses_changes(state)) {
        return;
    }
    const auto clips = chosen_clips(state);
    trash_clips(state, services, clips, true);
    if (!clips.empty()) {
        add_toast(state, Toast::Kind::Info,
                  clips.size() == 1
                      ? "1 clip is in the trash; undo brings it back"
                      : fmt::format("{} clips are in the trash; undo brings them back", clips.size()));
    }
}

void put_back_chosen(StudioState& state, Services& services) {
    if (refuses_changes(state)) {
        return;
    }
    trash_clips(state, services, chosen_clips(state), false);
}

void delete_for_good(StudioState& state, Services& services, std::vector<std::int64_t> clips) {
    if (refuses_changes(state)) {
        return;
    }
    for (const std::int64_t id : clips) {
        state.library.chosen.erase(id);
        state.library.index.remove(id);
    }
    services.tasks.run(
        [clips = std::move(clips), store = services.store] {
            Workspace& workspace = store->open();
            workspace.together([&] {
                for (const std::int64_t id : clips) {
                    workspace.delete_clip(id);
                }
            });
        },
        [&state](const std::string& error) { tell_not_kept(state, error); });
}

bool take_library_clips(StudioState& state, Services& services, ClipsDecoded& event) {
    LibraryState& library = state.library;
    if (const auto asked = library.decoding.find(event.job); asked != library.decoding.end()) {
        if (!event.clips.empty()) {
            library.pictures.put(asked->second, picture_of(event.clips.front()));
        }
        library.decoding.erase(asked);
        return true;
    }
    if (!library.opening || library.opening->job != event.job) {
        return false;
    }
    const LibraryState::Opening opening = *std::exchange(library.opening, std::nullopt);
    Take take = take_of(library, opening, std::move(event.clips));
    if (take.figures.empty()) {
        return true;
    }
    if (opening.use == LibraryUse::Save) {
        state.save.clips = std::make_shared<const Take>(std::move(take));
        library.save_ready = true;
    } else {
        state.takes.push_back(std::move(take));
        show_take(state, services, state.takes.size() - 1);
        state.viewport.frame_all_requested = true;
    }
    return true;
}

bool library_decoding_failed(StudioState& state, const JobFailed& event) {
    LibraryState& library = state.library;
    if (const auto asked = library.decoding.find(event.job); asked != library.decoding.end()) {
        library.no_picture[asked->second] = event.message;
        library.decoding.erase(asked);
        return true;
    }
    if (!library.opening || library.opening->job != event.job) {
        return false;
    }
    library.opening.reset();
    add_toast(state, Toast::Kind::Error, "These clips cannot be shown: " + event.message);
    return true;
}

}  // namespace im::studio
