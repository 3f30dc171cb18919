#pragma once
// A vocabulary of a dozen actions, made the way that training makes one, and an encoder for it without
// weights.

#include <memory>
#include <vector>

#include "engine/vocabulary/prompt_reader.h"

namespace im::test {

/// Captions of clips with tags: walks, waves of either hand, jumps in numbers, circles, styles, two in a row.
std::vector<SourceCaption> tagged_captions();
/// A unit vector of which each word moves a few numbers: alike are texts that have words in common.
TextEmbedder word_embedder();
Decomposer test_decomposer();
std::shared_ptr<const Vocabulary> small_vocabulary();
std::shared_ptr<const PromptReader> small_reader();

}  // namespace im::test
