#pragma once
// Making what the Direct panel asks for: the sequence, and edits of the shown clip. None of these waits.

#include <filesystem>
#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Sends the blocks to the worker as one motion, or puts the reason why not into `direct.error`.
void make_blocks(StudioState& state, Services& services);
void roll_sequence_seed(StudioState& state);

/// Edits the selected clip of the shown take: a take of its own comes of it, which undo takes away.
void edit_shown_clip(StudioState& state, Services& services, SceneEdit edit);
/// The span, with what is before and after it as it is.
void make_span_anew(StudioState& state, Services& services);
/// All from the span's start on, or from the play head.
void make_onward(StudioState& state, Services& services);
void trim_to_span(StudioState& state, Services& services);
void mirror_clip(StudioState& state, Services& services);
void reverse_clip(StudioState& state, Services& services);
void change_tempo(StudioState& state, Services& services);
void loop_clip(StudioState& state, Services& services);

/// The span that is chosen in the shown clip; nothing: none is.
std::optional<std::pair<double, double>> chosen_span(const StudioState& state);

void take_directed(StudioState& state, Services& services, MotionDirected& event);
/// A job of the panel's has ended without a motion; `problem` is empty where it was stopped.
void directing_ended(StudioState& state, JobId job, const std::string& problem);

/// Blocks, path, pins, seed and how they are made as a scene's file, and back. In the background.
void save_blocks(StudioState& state, Services& services, const std::filesystem::path& file);
void open_blocks(StudioState& state, Services& services, const std::filesystem::path& file);

// Why it cannot be done now; empty: it can.
std::string why_not_make(const StudioState& state);
std::string why_not_edit(const StudioState& state);
std::string why_no_span(const StudioState& state);

}  // namespace im::studio
