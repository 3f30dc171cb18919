#pragma once
// What a caption says of how an action is done: with which side, how often, along which path.

#include <optional>
#include <string>
#include <string_view>

namespace im {

/// "left", "right" or "both", of the first limb or direction that is named; empty where left and right both
/// are.
std::optional<std::string> side_in(std::string_view caption);

struct CountInWords {
    int count = 0;
    std::string words;  ///< "twice", "three times", "four steps"
};
/// "once" to "ten times", "three jumps", also in digits; not "both hands", "one leg", "two-handed".
std::optional<CountInWords> count_in(std::string_view caption);

/// "in a circle", "in a zigzag", "backwards", "on the spot" ...; not plain "forward".
std::optional<std::string> path_in(std::string_view caption);

}  // namespace im
