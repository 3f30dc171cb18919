#pragma once
// Prompts to begin with, for whoever does not know yet what a model can do.
//
//   for (const std::string& prompt : sample_prompts(*reader.vocabulary(), 6)) ...

#include <cstddef>
#include <string>
#include <vector>

#include "engine/vocabulary/vocabulary.h"

namespace im {

/// At most `count` prompts of what the model has seen most often: the groups in turn, each with its most
/// frequent action that is not taken yet, so that they differ. No prompt twice. Empty for an empty vocabulary.
std::vector<std::string> sample_prompts(const Vocabulary& vocabulary, std::size_t count);

}  // namespace im
