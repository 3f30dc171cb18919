#include "app/studio/actions/model_actions.h"

#include <algorithm>

#include <fmt/format.h>

#include "app/studio/actions/looking_only.h"
#include "app/studio/actions/toasts.h"
#include "engine/model/memory.h"
#include "engine/model/starter_folder.h"

namespace im::studio {
namespace {

namespace fs = std::filesystem;

/// Does something to the disk; a toast tells that it worked, the panel why it did not.
void change_disk(StudioState& state, Services& services, BackgroundTasks::Work work,
                 const std::string& done) {
    state.models.error.clear();
    if (refuses_changes(state)) {
        return;
    }
    services.tasks.run(std::move(work), [&state, done](const std::string& error) {
        state.models.changed = true;
        if (error.empty()) {
            add_toast(state, Toast::Kind::Success, done);
        } else {
            state.models.error = error;
        }
    });
}

}  // namespace

const fs::path& starter_folder() {
    static const fs::path folder = tidy_folder(default_model_folder());
    return folder;
}

bool is_active(const StudioState& state, const ShelfModel& model) {
    return state.model.status != ModelStatus::Failed && model.folder == tidy_folder(state.model.folder);
}

std::string model_problem(const StudioState& state, const ShelfModel& model) {
    if (!model.error.empty()) {
        return model.error;
    }
    const auto failed = state.models.failed.find(model.folder);
    return failed == state.models.failed.end() ? "" : failed->second;
}

void list_models_when_due(StudioState& state, Services& services) {
    ModelsState& models = state.models;
    if (!models.changed || models.listing) {
        return;
    }
    models.changed = false;
    models.listing = true;
    std::vector<fs::path> added(state.settings.models.begin(), state.settings.models.end());
    if (!state.model.folder.empty()) {
        added.push_back(state.model.folder);  // one that was named on the command line
    }
    auto found = std::make_shared<std::vector<ShelfModel>>();
    services.listing_tasks.run([found, added = std::move(added),
                                workspace = state.workspace] { *found = list_models(workspace, added); },
                               [&state, found](const std::string& error) {
                                   state.models.listing = false;
                                   if (error.empty()) {
                                       state.models.models = std::move(*found);
                                   } else {
                                       state.models.error = error;
                                   }
                               });
}

void load_model(StudioState& state, Services& services, const std::filesystem::path& folder, bool remember) {
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
    services.generation.load([open = services.open_model, folder] { return open(folder); },
                             [folder] { return has_room_for_model(folder); });
}

void activate_model(StudioState& state, Services& services, const fs::path& folder) {
    ModelsState& models = state.models;
    models.error.clear();
    models.activating = folder;
    state.training.use_snapshots = false;
    if (state.model.status == ModelStatus::Ready && tidy_folder(state.model.folder) == folder) {
        model_became_ready(state, services, folder);
    } else {
        load_model(state, services, folder, false);
    }
}

void model_became_ready(StudioState& state, Services& services, const fs::path& folder) {
    ModelsState& models = state.models;
    models.changed = true;
    models.failed.erase(tidy_folder(folder));
    if (models.activating && *models.activating == tidy_folder(folder)) {
        models.activating.reset();
        load_model(state, services, folder, true);
        add_toast(state, Toast::Kind::Success,
                  fmt::format("'{}' generates from now on", state.model.info.name));
    }
}

void model_failed(StudioState& state, const std::string& message) {
    state.models.failed[tidy_folder(state.model.folder)] = message;
    state.models.activating.reset();
}

bool fall_back_to_starter(StudioState& state, Services& services, const std::string& message) {
    if (tidy_folder(state.model.folder) == starter_folder()) {
        return false;
    }
    add_toast(
        state, Toast::Kind::Error,
        fmt::format("The model {} could not be loaded; the one that comes with the program generates. {}",
                    state.model.folder.string(), message));
    load_model(state, services, starter_folder(), false);
    return true;
}

void add_model_folder(StudioState& state) {
    ModelsState& models = state.models;
    models.error.clear();
    const auto blank = [](unsigned char c) { return std::isspace(c) != 0; };
    std::string& typed = models.typed;
    typed.erase(typed.begin(), std::find_if_not(typed.begin(), typed.end(), blank));
    typed.erase(std::find_if_not(typed.rbegin(), typed.rend(), blank).base(), typed.end());
    if (typed.empty()) {
        models.error = "Type the folder of a model.";
        return;
    }
    const fs::path folder = tidy_folder(typed);
    std::vector<std::string>& added = state.settings.models;
    if (std::find(added.begin(), added.end(), folder.string()) == added.end()) {
        added.push_back(folder.string());
    }
    models.selected = folder;
    models.typed.clear();
    models.changed = true;
}

void forget_model_folder(StudioState& state, const fs::path& folder) {
    std::erase(state.settings.models, folder.string());
    state.models.changed = true;
}

void trash_model_folder(StudioState& state, Services& services, const ShelfModel& model) {
    change_disk(
        state, services,
        [workspace = state.workspace, folder = model.folder] { trash_model(workspace, folder); },
        fmt::format("'{}' is in the trash", model.name));
}

void put_back_model_folder(StudioState& state, Services& services, const ShelfModel& model) {
    change_disk(
        state, services,
        [workspace = state.workspace, folder = model.folder] { put_back_model(workspace, folder); },
        fmt::format("'{}' is back", model.name));
}

void empty_model_trash(StudioState& state, Services& services) {
    change_disk(
        state, services, [workspace = state.workspace] { empty_trash(workspace); }, "The trash is empty");
}

}  // namespace im::studio
