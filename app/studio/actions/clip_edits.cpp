#include "app/studio/actions/clip_edits.h"

#include <algorithm>
#include <functional>
#include <utility>

#include <fmt/format.h>

#include "app/studio/actions/edit_actions.h"
#include "app/studio/actions/toasts.h"

namespace im::studio {
namespace {

using Ids = std::vector<std::int64_t>;

// While someone rates one clip after another, nothing is learnt in between.
constexpr double kRestSeconds = 2;
constexpr std::size_t kTitleBytes = 40;

/// All figures that are the clip `id`: the blind test shows copies of this session's.
template <class Change>
void for_each_figure(StudioState& state, std::int64_t id, const Change& change) {
    const auto walk = [&](Take& take) {
        for (Figure& figure : take.figures) {
            if (figure.clip_id == id) {
                change(figure);
            }
        }
    };
    std::for_each(state.takes.begin(), state.takes.end(), walk);
    if (Take* shown = state.preview.take()) {
        walk(*shown);
    }
}

/// What is known of a clip, from this session or from the library.
struct KnownClip {
    std::string prompt, name, tags;
    int rating = 0;
    bool trashed = false;
};

KnownClip known_clip(StudioState& state, std::int64_t id) {
    if (const ClipRecord* clip = state.library.index.find(id)) {
        return {clip->prompt, clip->name, clip->tags, clip->rating, clip->trashed};
    }
    KnownClip known;
    for (const Take& take : state.takes) {
        for (const Figure& figure : take.figures) {
            if (figure.clip_id == id) {
                known = {take.prompt_of(figure), figure.name, figure.tags, figure.rating, false};
            }
        }
    }
    return known;
}

std::string described(StudioState& state, const Ids& ids) {
    return ids.size() == 1 ? quoted(known_clip(state, ids.front()).prompt)
                           : fmt::format("{} clips", ids.size());
}

/// Changes the workspace's database in the background, all or nothing.
void change_workspace(StudioState& state, Services& services, std::function<void(Workspace&)> change) {
    services.tasks.run(
        [change = std::move(change), store = services.store] {
            Workspace& workspace = store->open();
            workspace.together([&] { change(workspace); });
        },
        [&state](const std::string& error) { tell_not_kept(state, error); });
}

using Ratings = std::vector<std::pair<std::int64_t, int>>;

void set_ratings(StudioState& state, Services& services, const Ratings& ratings) {
    for (const auto& [id, rating] : ratings) {
        for_each_figure(state, id, [stars = rating](Figure& figure) { figure.rating = stars; });
        state.library.index.rate(id, rating);
    }
    state.taste.changed = true;
    state.taste.rest = kRestSeconds;
    change_workspace(state, services, [ratings](Workspace& workspace) {
        for (const auto& [id, rating] : ratings) {
            workspace.rate(id, rating);
        }
    });
}

void set_name(StudioState& state, Services& services, std::int64_t id, const std::string& name,
              const std::string& tags) {
    for_each_figure(state, id, [&](Figure& figure) {
        figure.name = name;
        figure.tags = tags;
    });
    state.library.index.rename(id, name, tags);
    change_workspace(state, services, [=](Workspace& workspace) { workspace.rename_clip(id, name, tags); });
}

}  // namespace

std::string quoted(const std::string& text) {
    if (text.size() <= kTitleBytes) {
        return "'" + text + "'";
    }
    std::size_t end = kTitleBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) {
        --end;  // not inside a UTF-8 character
    }
    return "'" + text.substr(0, end) + " ...'";
}

void mark_trashed(StudioState& state, Services& services, const Ids& ids, bool trashed) {
    for (const std::int64_t id : ids) {
        state.library.index.trash(id, trashed);
        state.library.chosen.erase(id);
    }
    change_workspace(state, services, [=](Workspace& workspace) {
        for (const std::int64_t id : ids) {
            workspace.trash_clip(id, trashed);
        }
    });
}

void tell_not_kept(StudioState& state, const std::string& error) {
    const std::string text = "Not kept: " + error;
    const auto same = [&](const Toast& toast) { return toast.text == text; };
    if (!error.empty() && std::none_of(state.toasts.begin(), state.toasts.end(), same)) {
        add_toast(state, Toast::Kind::Error, text);
    }
}

void rate_clips(StudioState& state, Services& services, const Ids& ids, int rating) {
    Ratings before, after;
    for (const std::int64_t id : ids) {
        before.emplace_back(id, known_clip(state, id).rating);
        after.emplace_back(id, rating);
    }
    if (ids.empty() || before == after) {
        return;
    }
    do_edit(state, services,
            {"rating of " + described(state, ids),
             [before](StudioState& s, Services& v) { set_ratings(s, v, before); },
             [after](StudioState& s, Services& v) { set_ratings(s, v, after); }});
}

void name_clip(StudioState& state, Services& services, std::int64_t id, const std::string& name,
               const std::string& tags) {
    const KnownClip before = known_clip(state, id);
    do_edit(state, services,
            {"name and tags of " + quoted(before.prompt),
             [id, before](StudioState& s, Services& v) { set_name(s, v, id, before.name, before.tags); },
             [id, name, tags](StudioState& s, Services& v) { set_name(s, v, id, name, tags); },
             fmt::format("name {}", id)});
}

void trash_clips(StudioState& state, Services& services, const Ids& ids, bool trashed) {
    if (ids.empty()) {
        return;
    }
    do_edit(state, services,
            {(trashed ? "deletion of " : "return of ") + described(state, ids),
             [=](StudioState& s, Services& v) { mark_trashed(s, v, ids, !trashed); },
             [=](StudioState& s, Services& v) { mark_trashed(s, v, ids, trashed); }});
}

}  // namespace im::studio
