#pragma once
// Captions split into meta-motions: descriptions of one action each, every one a sentence of its own (Mao et
// al. 2024, section 4.2). The offline engine: rules on part-of-speech tags, no network.
//
//   "a person walks forward, then stutters on his right leg."
//      -> "a person walks forward."  "a person stutters on his right leg."

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/text/pos_tagger.h"

namespace im {

/// One action of one person.
struct MetaMotion {
    std::string text;                  ///< "a person walks forward."
    std::vector<std::string> subject;  ///< "a", "person"
    std::string lemma;                 ///< "walk"
    std::vector<std::string> adverbs;  ///< before the verb
    std::vector<std::string> rest;     ///< behind the verb: "forward"
    std::vector<PosTag> rest_tags;     ///< as many
    bool plural = false, negated = false;
    bool with_previous = false;  ///< at the same time as the part before
};

struct Decomposition {
    std::vector<MetaMotion> parts;  ///< in the order in which they happen; one when there is nothing to split
    std::optional<std::string> problem;  ///< why the caption was refused; no parts then

    bool decomposable() const { return parts.size() > 1; }
};

class Decomposer {
  public:
    explicit Decomposer(std::shared_ptr<const PosTagger> tagger) : tagger_(std::move(tagger)) {}
    /// Any text is accepted; refused ones have a problem. Thread-safe.
    Decomposition decompose(std::string_view caption) const;
    const PosTagger& tagger() const { return *tagger_; }

  private:
    std::shared_ptr<const PosTagger> tagger_;
};

/// A sentence of the parts of a meta-motion in simple present: third person unless
/// plural, "does not" where negated.
std::string sentence_of(const MetaMotion& motion);

}  // namespace im
