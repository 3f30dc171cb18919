#pragma once
// Training captions in other words (engine/language/widen.h), so that a model hears more
// than the wordings of its data.

#include <cstdint>
#include <string>

#include "engine/io/dataset.h"

namespace im {

/// Adds up to `count` wordings to each train motion; a function of `seed` and of the motion's captions.
/// Captions that say the same of somebody else share a small pool, from which motions draw: the encoder runs
/// once a text, and texts are few. `prompt_form` of the model: where it normalises, wordings are added as it
/// will hear them. Where captions have tags, wordings get theirs. To be called after compose_motions(), which
/// joins captions and can join these badly.
void widen_captions(MotionDataset& data, int count, const std::string& prompt_form, std::uint64_t seed);

}  // namespace im
