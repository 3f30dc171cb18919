#pragma once
// The operators that change one clip's movement over the floor and in time, for the table of operators.

#include <optional>

#include "engine/synthesis/operator.h"

namespace im {

std::optional<SynthesisedClip> make_path(const ClipPool& pool, SynthesisRandom& random);
std::optional<SynthesisedClip> make_turn_on_spot(const ClipPool& pool, SynthesisRandom& random);
std::optional<SynthesisedClip> make_side_steps(const ClipPool& pool, SynthesisRandom& random);
std::optional<SynthesisedClip> make_in_place(const ClipPool& pool, SynthesisRandom& random);
std::optional<SynthesisedClip> make_posture(const ClipPool& pool, SynthesisRandom& random);
std::optional<SynthesisedClip> make_tempo(const ClipPool& pool, SynthesisRandom& random);
std::optional<SynthesisedClip> make_amplitude(const ClipPool& pool, SynthesisRandom& random);

}  // namespace im
