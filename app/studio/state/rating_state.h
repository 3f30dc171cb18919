#pragma once
// What the studio learns from how clips are rated. Plain data.

#include <optional>

#include "app/workers/preference_learner.h"

namespace im::studio {

/// What is known of the user's taste.
struct TasteState {
    std::optional<Taste> taste;  ///< empty until it was first learnt
    bool changed = true;         ///< something was rated since
    bool learning = false;
    double rest = 0;  ///< seconds without a new rating until it is learnt anew
};

}  // namespace im::studio
