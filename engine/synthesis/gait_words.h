#pragma once
// The gaits that can be taken along another way, and how each is said.

#include <string>
#include <vector>

#include "engine/synthesis/moving_words.h"

namespace im {

/// A way of going: "walk" + "backwards" + (the way) + "with {their} arms crossed".
struct GaitVerb {
    std::string lemma, before, behind;
};

struct Gait {
    std::string action;  ///< tag of its captured clips
    double weight;       ///< how often it is drawn
    std::vector<GaitVerb> verbs;
    bool backwards = false;  ///< left and right of the way are not those of the body
};
/// All of them.
const std::vector<Gait>& gaits();

/// A way and what else is done: "in a circle with {their} arms crossed"; in a way of several clauses it
/// stands behind the first.
std::string way_with(const std::string& way, const std::string& behind);
/// "walk" + "backwards in a circle".
Saying said_along(const GaitVerb& verb, const std::string& way);

/// Draws a gait by weight among those that the pool has clips of, and a clip of it; null where there is none.
struct DrawnGait {
    const Gait* gait = nullptr;
    const CaptionedMotion* clip = nullptr;
};
DrawnGait drawn_gait(const ClipPool& pool, SynthesisRandom& random,
                     const std::vector<std::string>& only = {});

}  // namespace im
