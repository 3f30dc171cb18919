#pragma once
// What the Fine-tune panel's buttons do, and how the training worker's events change the
// state. None of these waits.

#include <filesystem>
#include <string>
#include <vector>

#include "app/studio/state/studio_state.h"

namespace im::studio {

/// The prompts that the form stands for; empty for a file, which the worker reads.
std::vector<std::string> training_prompts(const StudioState& state);

/// Whether enough was learnt from ratings for it to be a term of the reward.
bool can_use_preferences(const StudioState& state);
/// Starts a run on the active model, or puts the reason why not into the form's error.
void start_training(StudioState& state);
/// Goes on with the run that an earlier session left unfinished, or with the stopped one that is shown.
void go_on_with_run(StudioState& state, std::int64_t run);
void dismiss_unfinished_run(StudioState& state);
/// Fills the form with a prompt set, for the prompt lab.
void use_prompt_file(StudioState& state, const std::filesystem::path& file);

/// Makes the run's model the studio's.
void keep_run(StudioState& state);
/// Back to the model that the run started from; the run's folder stays.
void revert_run(StudioState& state);
void set_use_snapshots(StudioState& state, bool use);

/// The clips that the gallery's choice stands for, shown in the viewport as soon as they are decoded.
void show_gallery(StudioState& state);
/// Whether the loaded model can decode the run's tokens.
bool gallery_playable(const StudioState& state);
/// Back to the take that was shown before.
void close_preview(StudioState& state);

void drain_training(StudioState& state);
/// True when the event belonged to the gallery.
bool take_decoded(StudioState& state, ClipsDecoded& event);

/// Loads a model folder; `remember`: also at the next start.
void load_model(StudioState& state, const std::filesystem::path& folder, bool remember);

/// The user wants to close the window: at once, or after a question while a run is in progress.
void ask_to_close(StudioState& state);
void stop_run_and_close(StudioState& state);

}  // namespace im::studio
