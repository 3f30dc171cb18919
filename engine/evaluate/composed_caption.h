#pragma once
// A caption of two actions taken apart, so that a judge can be asked whether a motion shows both, in the
// right order: the caption must be nearer to the motion than what it becomes with an action missing or with
// the order turned round.
//
//   parse_composed("a man bows, then walks.")   // reversed: "a man walks, then bows."
//                                               // first_only: "a man bows."   second_only: "a man walks."

#include <optional>
#include <string>

namespace im {

struct ComposedCaption {
    std::string reversed;  ///< the same actions in the other order; empty where they happen at the same time
    std::string first_only, second_only;
};

/// Understands the ways in which English says "A, then B" (", then", "and then", ", and after that", "before
/// B-ing", "after A-ing", "starts by ... and ends by ...", ". afterwards, ...") and "A while B-ing", "A and B
/// at the same time", each with a person as subject. Empty for captions of one action, of three, or that it
/// does not understand.
std::optional<ComposedCaption> parse_composed(const std::string& caption);

}  // namespace im
