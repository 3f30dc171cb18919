#include "app/studio/actions/session_actions.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "app/studio/actions/model_actions.h"
#include "app/studio/actions/take_actions.h"
#include "app/studio/actions/toasts.h"
#include "app/studio/state/session_snapshot.h"
#include "engine/core/error.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

constexpr double kLookSeconds = 0.5;    // between looks for changes
constexpr double kTryAgainSeconds = 5;  // after the disk refused
constexpr const char* kLock = "studio.lock";

/// Takes the workspace for this program; else says why not.
std::string take_workspace(const fs::path& workspace, std::unique_ptr<FileLock>& lock) {
    try {
        lock = std::make_unique<FileLock>(workspace / kLock);
        if (lock->held()) {
            return "";
        }
        return fmt::format(
            "Another studio ({}) has the workspace {} open. You may look, generate and save files; nothing "
            "is "
            "written to the workspace. Close the other one, or give this one a workspace of its own with "
            "--workspace.",
            lock->holder(), workspace.string());
    } catch (const Error& error) {
        return fmt::format(
            "The workspace cannot be written: {}. You may look, generate and save files elsewhere; nothing "
            "is kept "
            "there. Make it writable, or give another one with --workspace.",
            error.what());
    }
}

void restore(StudioState& state, Services& services, SessionFound& found) {
    for (const std::string& message : found.messages) {
        add_toast(state, Toast::Kind::Error, message);
        spdlog::warn("{}", message);
    }
    state.session.begun = true;
    if (!found.session) {
        return;
    }
    services.generation.number_from(found.session->next_job);
    for (const auto& [file, clip] : found.clips) {
        state.session.clips_kept.insert(file);
    }
    const std::int64_t undecided = found.session->training.undecided_run;
    if (undecided > 0 && !state.training.view) {
        services.training.recall(undecided);
    }
    const bool untouched = state.takes.empty();
    apply_session(state, *found.session, std::move(found.clips));
    if (untouched && state.shown_take) {
        state.session.camera_requested = camera_of(*found.session);
    }
    state.session.kept = std::move(*found.session);
}

void save(StudioState& state, Services& services, Session now, std::vector<SessionClip> fresh) {
    SessionState& session = state.session;
    session.saving = true;
    session.kept = now;
    std::set<std::string> named;
    for (const SessionTake& take : now.takes) {
        for (const SessionFigure& figure : take.figures) {
            named.insert(figure.file);
        }
    }
    // Writing removes the clips of takes that are gone; undo may bring these back.
    std::erase_if(session.clips_kept, [&](const std::string& file) { return !named.contains(file); });
    std::vector<std::string> files;
    for (const SessionClip& clip : fresh) {
        session.clips_kept.insert(clip.file);
        files.push_back(clip.file);
    }
    services.session_tasks.run(
        [workspace = state.workspace, now = std::move(now), fresh = std::move(fresh)] {
            write_session(workspace, now, fresh);
        },
        [&state, files = std::move(files)](const std::string& error) {
            SessionState& kept = state.session;
            kept.saving = false;
            if (!error.empty()) {
                for (const std::string& file : files) {
                    kept.clips_kept.erase(file);
                }
                kept.kept = {};  // it is tried again as a whole
                kept.look_in = kTryAgainSeconds;
                if (kept.error.empty()) {
                    add_toast(state, Toast::Kind::Error,
                              "The session is not kept: " + error +
                                  ". It is tried again and again; make room, or the workspace writable.");
                }
            } else if (!kept.error.empty()) {
                add_toast(state, Toast::Kind::Success, "The session is kept again");
            }
            kept.error = error;
        });
}

/// A model lives on in memory when its folder goes; it should be known before the window is closed.
void look_for_model(StudioState& state, Services& services) {
    if (state.model.status != ModelStatus::Ready || state.model.folder.empty()) {
        return;
    }
    auto gone = std::make_shared<bool>(false);
    services.listing_tasks.run(
        [gone, folder = state.model.folder] {
            std::error_code code;
            *gone = !fs::exists(folder, code) && !code;
        },
        [&state, gone, folder = state.model.folder](const std::string&) {
            if (state.model.folder != folder || state.session.model_gone == *gone) {
                return;
            }
            state.session.model_gone = *gone;
            state.models.changed = true;
            if (*gone) {
                add_toast(
                    state, Toast::Kind::Error,
                    fmt::format("The folder of the model, {}, is not there any more. It generates on from "
                                "memory until the studio is closed; put the folder back, or make another "
                                "model active under Models.",
                                folder.string()));
            } else {
                add_toast(state, Toast::Kind::Success, "The folder of the model is there again");
            }
        });
}

}  // namespace

void begin_session(StudioState& state, Services& services) {
    state.session.read_only = take_workspace(state.workspace, services.workspace_lock);
    const bool may_write = state.session.read_only.empty();
    if (!may_write) {
        services.store->refuse_writes();
        add_toast(state, Toast::Kind::Error, state.session.read_only);
        spdlog::warn("{}", state.session.read_only);
    }
    auto found = std::make_shared<SessionFound>();
    services.session_tasks.run(
        [found, workspace = state.workspace, may_write] { *found = read_session(workspace, may_write); },
        [&state, &services, found](const std::string&) { restore(state, services, *found); });
}

void keep_session(StudioState& state, Services& services, const render::OrbitCamera& camera, double elapsed) {
    SessionState& session = state.session;
    session.look_in -= elapsed;
    if (!session.begun || session.saving || session.look_in > 0) {
        return;
    }
    session.look_in = kLookSeconds;
    look_for_model(state, services);
    if (!session.read_only.empty()) {
        return;
    }
    Session now = session_of(state, camera);
    if (now != session.kept) {
        save(state, services, std::move(now), clips_to_keep(state, session.clips_kept));
    }
}

void end_session(StudioState& state, Services& services, const render::OrbitCamera& camera) {
    SessionState& session = state.session;
    if (!session.begun || !session.read_only.empty()) {
        return;
    }
    Session now = session_of(state, camera);
    if (now != session.kept) {
        save(state, services, std::move(now), clips_to_keep(state, session.clips_kept));
    }
}

}  // namespace im::studio
