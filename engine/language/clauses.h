#pragma once
// A caption of several actions as its clauses, and how they are joined: "after bowing, a man walks while
// waving." -> "a man": bow, then walk, while waving.

#include <optional>
#include <string>
#include <vector>

#include "engine/language/phrase.h"

namespace im {

enum class Joint { Then, While };

struct Clauses {
    std::string subject;          ///< "a man"; "" for an imperative or a bare gerund
    std::vector<Phrase> actions;  ///< in the order in which they are done; at least one; without subjects
    std::vector<Joint> joints;    ///< between an action and the next: actions.size() - 1
};

/// Actions that "and" joins stay in one phrase: it does not say whether they come at once or in order. Empty
/// where a clause cannot be parsed.
std::optional<Clauses> split_clauses(const std::string& caption);

}  // namespace im
