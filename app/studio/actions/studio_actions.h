#pragma once
// What the panels' buttons do, and how the worker's events change the state. None of these waits.

#include <filesystem>
#include <string>
#include <vector>

#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Sends what is typed in the prompt panel to the worker, or puts the reason why not into `prompt.error`.
void start_generation(StudioState& state);
void stop_generation(StudioState& state);
/// Draws a new seed.
void roll_seed(StudioState& state);

void show_take(StudioState& state, std::size_t index);
/// Puts a take's prompt, seed and settings back into the prompt panel.
void reuse_take(StudioState& state, const Take& take);
void add_to_history(StudioState& state, const std::string& prompt);

void add_toast(StudioState& state, Toast::Kind kind, std::string text);

/// Takes everything the worker, the background tasks and the log have to say.
void drain_events(StudioState& state);

/// A file name made of the prompt's first words: "a-person-walks-forward".
std::string file_name_of(const std::string& prompt);
/// The files that the save dialog's answers stand for: one a figure.
std::vector<std::filesystem::path> save_targets(const StudioState& state);
/// Writes the selected figure or all variations in the background; a toast tells the result.
void save_clips(StudioState& state);

/// Horizontal path of the root, metres.
double travel_distance(const MotionClip& clip);

}  // namespace im::studio
