#pragma once
// Who moves, and the sentences that can be said of them.

#include <random>
#include <string>

namespace im {

struct Speaker {
    std::string name;         ///< "the guy", "they", "an old man"
    std::string object;       ///< "the guy", "them"
    std::string pronoun;      ///< of a second clause: "he"
    std::string be = "is";    ///< "am", "are"
    bool base_form = false;   ///< "they walk"
    bool is_pronoun = false;  ///< "he's walking"
};

/// Somebody else who can do what `subject` does: anyone for "the man", with other articles at most for "an
/// old man", whose age is a style. `plain`: no men and no women, for captions with a manly or womanly style.
/// Singular: neither "I" nor "they".
Speaker other_speaker(const std::string& subject, bool plain, bool singular, std::mt19937_64& random);

/// Whether the subject says nothing of how the motion looks, so that it can be left out.
bool is_anyone(const std::string& subject);

}  // namespace im
