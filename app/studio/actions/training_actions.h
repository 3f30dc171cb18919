#pragma once
// What the Fine-tune panel's buttons do, and how the training worker's events change the
// state. None of these waits.

#include <filesystem>
#include <string>
#include <vector>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// The prompts that the form stands for; empty for a file, which the worker reads.
std::vector<std::string> training_prompts(const StudioState& state);

/// Whether enough was learnt from ratings for it to be a term of the reward.
bool can_use_preferences(const StudioState& state);
/// Starts a run on the active model, or puts the reason why not into the form's error.
void start_training(StudioState& state, Services& services);
/// Goes on with the run that an earlier session left unfinished, or with the stopped one that is shown.
void go_on_with_run(StudioState& state, Services& services, std::int64_t run);
void dismiss_unfinished_run(StudioState& state, Services& services);
/// Its best model so far generates from now on; it is not offered again.
void keep_unfinished_run(StudioState& state, Services& services);
/// Fills the form with a prompt set, for the prompt lab.
void use_prompt_file(StudioState& state, const std::filesystem::path& file);

/// Makes the run's model the studio's.
void keep_run(StudioState& state, Services& services);
/// Back to the model that the run started from; the run's folder stays.
void revert_run(StudioState& state, Services& services);
void set_use_snapshots(StudioState& state, Services& services, bool use);

/// Guard prompts, in the viewport as soon as their clips are decoded: one before and after, or all.
void show_guard_prompt(StudioState& state, Services& services, std::size_t prompt);
void show_all_guard_prompts(StudioState& state, Services& services);
/// Another look is to be shown of what the gallery shows, if anything.
void refresh_gallery(StudioState& state, Services& services);
/// Whether the loaded model can decode the run's tokens.
bool gallery_playable(const StudioState& state);

void drain_training(StudioState& state, Services& services);
/// Into the gallery, if it waits for these.
void take_decoded(StudioState& state, ClipsDecoded& event);

/// The user wants to close the window: at once, or after a question while a run is in progress.
void ask_to_close(StudioState& state);
void stop_run_and_close(StudioState& state, Services& services);

}  // namespace im::studio
