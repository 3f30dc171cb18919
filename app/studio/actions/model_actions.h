#pragma once
// What the Models panel's buttons do. None of these waits: the disk is read and written by background tasks.

#include <filesystem>
#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// The model that comes with the program.
const std::filesystem::path& starter_folder();
/// Whether it generates now.
bool is_active(const StudioState& state, const ShelfModel& model);
/// Why a model cannot be made active; empty: it can.
std::string model_problem(const StudioState& state, const ShelfModel& model);

/// Loads a model folder; `remember`: also at the next start.
void load_model(StudioState& state, Services& services, const std::filesystem::path& folder, bool remember);

/// Looks at the disk in the background when something changed since the last look.
void list_models_when_due(StudioState& state, Services& services);
/// Loads it, and remembers it once that has worked; else what generated before goes on.
void activate_model(StudioState& state, Services& services, const std::filesystem::path& folder);
/// To be called when any model was loaded, or could not be.
void model_became_ready(StudioState& state, Services& services, const std::filesystem::path& folder);
void model_failed(StudioState& state, const std::string& message);
/// When no model is at work: loads the one that comes with the program, with a word about why. False: it is that one which failed.
bool fall_back_to_starter(StudioState& state, Services& services, const std::string& message);

/// Puts the typed folder on the list.
void add_model_folder(StudioState& state);
/// Takes an added folder off the list; it stays on the disk.
void forget_model_folder(StudioState& state, const std::filesystem::path& folder);
void trash_model_folder(StudioState& state, Services& services, const ShelfModel& model);
void put_back_model_folder(StudioState& state, Services& services, const ShelfModel& model);
void empty_model_trash(StudioState& state, Services& services);

}  // namespace im::studio
