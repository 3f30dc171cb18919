#pragma once
// Edits of kept clips, in the workspace and wherever they are shown: ratings, names, the trash. Each can be undone.
// None of these waits.

#include <cstdint>
#include <string>
#include <vector>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Stars 1..5; 0 takes them back.
void rate_clips(StudioState& state, Services& services, const std::vector<std::int64_t>& ids, int rating);
void name_clip(StudioState& state, Services& services, std::int64_t id, const std::string& name,
               const std::string& tags);
/// Into the trash of the workspace, or out of it.
void trash_clips(StudioState& state, Services& services, const std::vector<std::int64_t>& ids, bool trashed);

// For other edits, which clips are a part of.
/// As trash_clips(), without a step that can be undone.
void mark_trashed(StudioState& state, Services& services, const std::vector<std::int64_t>& ids, bool trashed);
/// The beginning of a prompt between quotes.
std::string quoted(const std::string& text);
/// A toast, once, for what could not be written; nothing where `error` is empty.
void tell_not_kept(StudioState& state, const std::string& error);

}  // namespace im::studio
