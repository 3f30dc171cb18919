#pragma once
// The table of actions that a prompt can name and geometry can see.

#include <string_view>
#include <vector>

#include "engine/behaviour/facts.h"

namespace im {

/// Which side of the body is asked for.
enum class AskedSide { Any, Left, Right };

struct KnownAction {
    enum class Part { Gait, Other };  ///< a walk can go with another action in one clause
    Part part = Part::Other;
    /// Alternatives, divided by " | ", each a set of words of which all must be in the clause in any order
    /// and form; "-word" must not be, "=word" only in this form ("=hands": not one hand).
    std::string_view words;
    const char* name;  ///< "waves"
    /// The behaviours (behaviour.h) that check it where it is the whole prompt; null: `seen` does, and
    /// that it stays where it is if `on_the_spot`.
    const char* alone = nullptr;
    const char* alone_left = nullptr;
    const char* alone_right = nullptr;
    /// Whether it is seen at some time, whatever else is done.
    bool (*seen)(const MotionFacts&, AskedSide) = nullptr;
    /// When; null where its time cannot be told.
    Mask (*when)(const MotionFacts&, AskedSide) = nullptr;
    bool on_the_spot = false;
};

using KnownActions = std::vector<KnownAction>;

/// In the order in which they are tried: the first that fits is meant.
const KnownActions& known_actions();

// Its parts.
KnownActions known_gaits();
KnownActions known_arm_actions();
KnownActions known_body_actions();

/// Whether `test` holds for the side that is asked for, or for either.
template <class Test>
bool on_side(AskedSide side, const Test& test) {
    return (side != AskedSide::Right && test(kLeft)) || (side != AskedSide::Left && test(kRight));
}
/// The frames of `mask` of the side that is asked for, or of either.
template <class MaskOf>
Mask times_on_side(AskedSide side, const MaskOf& mask) {
    if (side == AskedSide::Left) return mask(kLeft);
    if (side == AskedSide::Right) return mask(kRight);
    return either(mask(kLeft), mask(kRight));
}

}  // namespace im
