#pragma once
// Other names of the same motion: "makes a half turn to the left" is "turns 180 degrees to the left" or
// "spins round to the left". Sides and counts are carried over, never chosen.

#include <optional>
#include <random>
#include <string>
#include <vector>

namespace im {

/// `predicate` in the third person, as third_person() says it: "walks forward slowly" -> "strolls ahead
/// slowly". The action that begins at one of its verbs is replaced; empty where no action of the table does.
/// `possessive` ("his") fills what the table says of somebody's own limbs.
std::optional<std::string> say_otherwise(const std::string& predicate, const std::string& possessive,
                                         std::mt19937_64& random);

/// The style or speed at the end: "walks at a slow pace" -> "walks slowly". Empty where there is none.
std::optional<std::string> style_otherwise(const std::string& predicate, std::mt19937_64& random);

}  // namespace im
