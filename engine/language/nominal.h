#pragma once
// Actions as nouns: "walks slowly in a circle" -> "a slow walk in a circle",
// "does two squats" -> "two squats".

#include <optional>
#include <string>

#include "engine/language/phrase.h"

namespace im {

/// Empty where English has no plain noun for it.
std::optional<std::string> noun_phrase(const Phrase& phrase);

}  // namespace im
