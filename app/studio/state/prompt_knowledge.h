#pragma once
// What the active model knows, for the Prompt panel: whether the typed prompt is anything like what was
// learnt, how it may go on, and the list of what the model can do. Plain data.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/vocabulary/completion.h"
#include "engine/vocabulary/understanding.h"

namespace im::studio {

struct PromptKnowledge {
    /// What the fields below belong to; null: the model does not tell what it knows.
    std::shared_ptr<const PromptReader> reader;

    // How far the prompt is from what was learnt. Read when the typing rests.
    std::string typed;                ///< the prompt in the last frame
    double rested = 0;                ///< seconds since it changed
    std::optional<std::string> read;  ///< that `understanding` is about
    bool reading = false;             ///< a background task reads
    Understanding understanding;

    // How it may go on.
    std::vector<Suggestion> suggestions;  ///< for `completed`
    std::string completed;                ///< the text that they complete
    bool completing = false;              ///< a background task looks for them
    bool open = false;                    ///< the user types: suggestions are shown
    int chosen = 0;                       ///< by the arrow keys; what Tab takes
    bool field_active = false;            ///< the cursor is in the prompt
    int cursor = 0;                       ///< where, in bytes
    bool cursor_to_end = false;           ///< the text was put there by a click

    // What it can do.
    bool list_shown = false;   ///< below the form, instead of the history
    bool list_chosen = false;  ///< the user has decided which of both is shown
    std::string search;
    std::optional<std::string> searched;         ///< that `found` was found by
    bool searching = false;                      ///< a background task does
    std::vector<const VocabularyAction*> found;  ///< of the reader's vocabulary
    const VocabularyAction* unfolded = nullptr;  ///< its choices are shown
};

}  // namespace im::studio
