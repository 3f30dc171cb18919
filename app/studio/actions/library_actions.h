#pragma once
// What the Library panel does. None of these waits: the workspace is read by `tasks`, clips are decoded by the generation
// worker.

#include <cstdint>
#include <string>
#include <vector>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

inline constexpr std::size_t kClipsPlayedMax = 16;  ///< beside each other in the viewport

/// Once a frame: reads what was added, answers the query, and has pictures made of what is in sight.
void update_library(StudioState& state, Services& services);

/// Why the active model cannot show a clip; empty: it can.
std::string why_not_shown(const StudioState& state, const ClipRecord& clip);

// Choosing, as lists of files do it.
void choose_clip(StudioState& state, std::int64_t clip, bool also, bool up_to);
void choose_all_clips(StudioState& state);
/// The chosen clips in the order that they are listed in.
std::vector<std::int64_t> chosen_clips(const StudioState& state);

/// Plays the chosen clips together in the viewport, at most kClipsPlayedMax; they become a take of this session.
void play_chosen(StudioState& state, Services& services);
/// Opens the save dialog for the chosen clips, however many.
void save_chosen(StudioState& state, Services& services);
/// Into the trash; what is shown from the trash is put back by put_back_chosen().
void trash_chosen(StudioState& state, Services& services);
void put_back_chosen(StudioState& state, Services& services);
/// Deletes clips of the trash for good, with their comparisons; this cannot be undone.
void delete_for_good(StudioState& state, Services& services, std::vector<std::int64_t> clips);

/// True: the event was the library's.
bool take_library_clips(StudioState& state, Services& services, ClipsDecoded& event);
bool library_decoding_failed(StudioState& state, const JobFailed& event);

}  // namespace im::studio
