#pragma once
// Parts of the clip panel: how well a clip fits its words, what the user thinks of it,
// and which of two is better.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// Chips for all figures of a take, the best score first.
void draw_variation_picker(StudioState& state, const Take& take);
void draw_scores(const StudioState& state, const Figure& figure);
void draw_rating(StudioState& state, Services& services, const Figure& figure);
/// In the place of all else: the question of the blind test.
void draw_blind_test(StudioState& state, Services& services);
/// What was learnt from all ratings so far.
void draw_taste(StudioState& state);

}  // namespace im::studio
