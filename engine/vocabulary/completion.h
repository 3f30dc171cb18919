#pragma once
// What a prompt that is being typed may become, out of what the model knows.

#include <string>
#include <string_view>
#include <vector>

#include "engine/vocabulary/vocabulary.h"

namespace im {

struct Suggestion {
    std::string shown;  ///< what is offered: "waves with the right hand"
    std::string
        text;  ///< the whole prompt with it: "a person walks forward, then waves with the right hand."
};

/// At most `count` ways on, best first: wordings that go on as the text does, then those that have all of its
/// last words' beginnings. Behind "then", "and" and "while" the next action is completed. None for a text
/// without a letter, and none that would change nothing.
std::vector<Suggestion> complete_prompt(const Vocabulary& vocabulary, std::string_view text,
                                        std::size_t count);

/// The actions that have every word of `search` (its beginning) in name, phrase, group, examples or styles,
/// best first; all of them, in their order, for an empty search.
std::vector<const VocabularyAction*> find_actions(const Vocabulary& vocabulary, std::string_view search);

}  // namespace im
