#pragma once
// The manner of an action ("in a youthful manner", "sluggishly", "with drooping shoulders") told from the
// action itself.

#include <string>

#include "engine/prompts/decompose.h"

namespace im {

struct StyledMotion {
    MetaMotion bare;                   ///< without the manners; its subject is "a person"
    std::vector<std::string> manners;  ///< as in the caption, without the comma: "with drooping shoulders"
};

/// Only manners at the end of the predicate, and adverbs before the verb; "diagonally" and the like are part
/// of the action.
StyledMotion split_style(const MetaMotion& motion);

/// Whether the description leans on what came before it: "stands up again", "brings the arm
/// back down", "the other leg".
bool depends_on_context(const MetaMotion& motion);

}  // namespace im
