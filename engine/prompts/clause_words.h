#pragma once
// Tags of words whose part is certain by the closed classes of English, whatever the tagger said: it was
// trained on sentences that begin with their subject, and guesses where one begins otherwise.

#include <string>
#include <vector>

#include "engine/text/pos_tagger.h"

namespace im {

/// The tags, mended: "slowly walking ..." begins with an adverb, "from a chair" with a preposition, "he
/// regains", "and repeats this" hold verbs. As many as there are words.
std::vector<PosTag> mended_tags(const std::vector<std::string>& words, std::vector<PosTag> tags);

}  // namespace im
