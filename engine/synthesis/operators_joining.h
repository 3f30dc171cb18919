#pragma once
// Operators that put captured clips together: see operator.h.

#include <optional>

#include "engine/synthesis/operator.h"

namespace im {

/// "a person walks forward while waving with the right hand.": a gesture's upper body over the legs of a
/// walk, a run, a turn, sitting ...
std::optional<SynthesisedClip> make_layer(const ClipPool& pool, SynthesisRandom& random);

/// "a person walks, turns around and walks back.": two to four actions one after another, with stops.
std::optional<SynthesisedClip> make_sequence(const ClipPool& pool, SynthesisRandom& random);

/// "a person jumps three times.": one action one to five times, counted by geometry.
std::optional<SynthesisedClip> make_repeat(const ClipPool& pool, SynthesisRandom& random);

}  // namespace im
