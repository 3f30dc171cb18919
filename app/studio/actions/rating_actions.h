#pragma once
// Keeping clips, rating and comparing them, and learning from that. None of these waits.

#include <string>

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Puts a finished take's clips into the workspace, so that each can be rated, and made again exactly.
void keep_clips(StudioState& state, Services& services, Take& take);
/// Stars 1..5 for the selected clip; the same again takes them back.
void rate_selected(StudioState& state, Services& services, int stars);
/// The selected clip's own name, and its tags.
void name_selected(StudioState& state, Services& services, const std::string& name, const std::string& tags);

/// Clips of the shown take's prompt, of this session, that can be compared: none or one is too few.
int comparable_clips(const StudioState& state);
void begin_blind_test(StudioState& state, Services& services);
enum class Verdict { Left, Right, Skip };
void answer_blind_test(StudioState& state, Services& services, Verdict verdict);
void end_blind_test(StudioState& state, Services& services);

/// How much the clips of the shown take are liked, by what was learnt: found in the background.
void score_liking(StudioState& state, Services& services);
/// Learns anew in the background when something was rated and no rating came for a while.
void learn_taste_when_due(StudioState& state, Services& services, double elapsed);

}  // namespace im::studio
