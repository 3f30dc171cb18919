#pragma once
// A model's vocabulary in place of a data set: what the pool of meta-motions can be built from.

#include <vector>

#include "engine/prompts/pool.h"
#include "engine/vocabulary/vocabulary.h"

namespace im {

/// The captions that the vocabulary keeps, each once, with the tag of their action and the style that they
/// tell. Their clips are not known.
std::vector<SourceCaption> captions_of(const Vocabulary& vocabulary);

/// Pairs of actions that the model's training captions tell together are not novel.
void add_known_pairs(const Vocabulary& vocabulary, MotionPool& pool);

}  // namespace im
