#include "app/studio/actions/session_edits.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "app/studio/actions/clip_edits.h"
#include "app/studio/actions/edit_actions.h"
#include "app/studio/actions/looking_only.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/state/workspace_files.h"

namespace im::studio {
namespace {

void set_history(StudioState& state, Services& services, std::vector<std::string> history) {
    state.history = std::move(history);
    services.tasks.run(
        [file = history_file(state.workspace), kept = state.history] { write_history(file, kept); },
        [&state](const std::string& error) { tell_not_kept(state, error); });
}

void change_history(StudioState& state, Services& services, std::string title,
                    std::vector<std::string> history) {
    const auto put = [](std::vector<std::string> prompts) {
        return [prompts = std::move(prompts)](StudioState& s, Services& v) { set_history(s, v, prompts); };
    };
    do_edit(state, services, {std::move(title), put(state.history), put(std::move(history))});
}

const Take* take_of(const StudioState& state, JobId job) {
    const auto found = std::find_if(state.takes.begin(), state.takes.end(),
                                    [&](const Take& take) { return take.job == job; });
    return found == state.takes.end() ? nullptr : &*found;
}

std::size_t index_of(const StudioState& state, const Take& take) {
    const auto found = std::find_if(state.takes.begin(), state.takes.end(),
                                    [&](const Take& other) { return other.job == take.job; });
    return static_cast<std::size_t>(found - state.takes.begin());
}

void remove_take(StudioState& state, Services& services, JobId job) {
    const auto found = std::find_if(state.takes.begin(), state.takes.end(),
                                    [&](const Take& take) { return take.job == job; });
    if (found == state.takes.end()) {
        return;
    }
    const std::size_t index = static_cast<std::size_t>(found - state.takes.begin());
    const std::optional<std::size_t> shown = state.shown_take;
    state.takes.erase(found);
    if (shown && *shown > index) {
        state.shown_take = *shown - 1;
    } else if (shown && *shown == index) {
        state.shown_take.reset();
        if (!state.takes.empty()) {
            show_take(state, services, std::min(index, state.takes.size() - 1));
        }
    }
}

}  // namespace

void delete_take(StudioState& state, Services& services, std::size_t index) {
    if (refuses_changes(state)) {
        return;
    }
    if (index >= state.takes.size() || state.takes[index].growing()) {
        return;
    }
    const auto take = std::make_shared<const Take>(state.takes[index]);
    std::vector<std::int64_t> ids;
    for (const Figure& figure : take->figures) {
        if (figure.clip_id > 0) {
            ids.push_back(figure.clip_id);
        }
    }
    do_edit(state, services,
            {"deletion of " + quoted(take->request.prompt),
             [=](StudioState& s, Services& v) {
                 const std::size_t place = std::min(index, s.takes.size());
                 s.takes.insert(s.takes.begin() + static_cast<std::ptrdiff_t>(place), *take);
                 mark_trashed(s, v, ids, false);
                 show_take(s, v, place);
             },
             [=](StudioState& s, Services& v) {
                 remove_take(s, v, take->job);
                 mark_trashed(s, v, ids, true);
             }});
    add_toast(state, Toast::Kind::Info, "The take is deleted; undo brings it back");
}

void let_take_be_undone(StudioState& state, std::string title, JobId made, JobId source) {
    const auto kept = std::make_shared<Take>();  // while it is undone
    const auto ids = std::make_shared<std::vector<std::int64_t>>();
    state.edits.add({std::move(title),
                     [=](StudioState& s, Services& v) {
                         const Take* take = take_of(s, made);
                         if (!take) {
                             return;
                         }
                         *kept = *take;
                         ids->clear();
                         for (const Figure& figure : kept->figures) {
                             if (figure.clip_id > 0) {
                                 ids->push_back(figure.clip_id);
                             }
                         }
                         remove_take(s, v, made);
                         if (!ids->empty()) {
                             mark_trashed(s, v, *ids, true);
                         }
                         if (const Take* before = take_of(s, source)) {
                             show_take(s, v, index_of(s, *before));
                         }
                     },
                     [=](StudioState& s, Services& v) {
                         if (kept->figures.empty() || take_of(s, made)) {
                             return;
                         }
                         s.takes.push_back(*kept);
                         if (!ids->empty()) {
                             mark_trashed(s, v, *ids, false);
                         }
                         show_take(s, v, s.takes.size() - 1);
                     }});
}

void forget_prompt(StudioState& state, Services& services, const std::string& prompt) {
    if (refuses_changes(state)) {
        return;
    }
    std::vector<std::string> rest = state.history;
    if (std::erase(rest, prompt) > 0) {
        change_history(state, services, "removal of " + quoted(prompt), std::move(rest));
    }
}

void forget_all_prompts(StudioState& state, Services& services) {
    if (refuses_changes(state)) {
        return;
    }
    if (!state.history.empty()) {
        change_history(state, services, "clearing of the list of prompts", {});
    }
}

}  // namespace im::studio
