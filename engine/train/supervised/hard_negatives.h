#pragma once
// Captions that are wrong by little: what the encoders must learn to tell apart, and what they are measured
// on. Captions are taken as lower-case English in the manner of HumanML3D: one sentence about one person.

#include <map>
#include <string>
#include <vector>

#include "engine/io/dataset.h"

namespace im {

/// "left" and "right" exchanged; empty when the caption has neither.
std::string swap_sides(const std::string& caption);

/// A caption that tells two actions in order ("a person bows, then walks."), told in other words.
struct Retold {
    std::string same;  ///< the same order, or empty: "before walking, a person bows."
    /// The other order, or empty when the caption is not understood: "a person walks, then bows."
    std::string reversed;
};
Retold retell(const std::string& caption);

/// Two captions of one action each as one caption of both in order; `variant` chooses the wording. Empty when
/// one of them is not understood (it must start with its subject: "the old man ...").
std::string tell_in_order(const std::string& first, const std::string& second, unsigned variant);

/// Which words tell a style ("gracefully", "lady"), found by their use: nearly always
/// in captions of that style.
class StyleWords {
  public:
    explicit StyleWords(const std::vector<const CaptionedMotion*>& motions);
    /// The style that the caption's words tell; empty when they tell none or several.
    std::string style_of(const std::string& caption) const;

  private:
    std::map<std::string, std::string> style_by_word_;
};

/// What two captions of one motion have in common: its actions in order and its style; its id where the data
/// set has no tags.
std::string label_of(const CaptionedMotion& motion);

}  // namespace im
