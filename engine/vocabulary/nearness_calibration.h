#pragma once
// From which nearness on a prompt is known, set on the vocabulary's own captions: each stands for a prompt in
// words that no caption has.

#include "engine/vocabulary/vocabulary.h"

namespace im {

/// Share of known captions that may be taken for unlearnt ones, at the doubtful and at the unlikely
/// threshold.
inline constexpr double kKnownDoubted = 0.05, kKnownRefused = 0.01;

/// Sets nearness_unlikely, nearness_doubtful and the shares that they were chosen by. Leaves the defaults for
/// a vocabulary in which no action has several captions.
void calibrate_nearness(Vocabulary& vocabulary);

}  // namespace im
