#pragma once
// Inside the Curves panel: judge against skating over the looks at the guard prompts.

#include "app/studio/actions/services.h"
#include "app/studio/state/studio_state.h"

namespace im::studio {

/// A point a look; those on the Pareto front are joined, and one of them can be kept once the run has ended.
void draw_tradeoff(StudioState& state, Services& services);

}  // namespace im::studio
