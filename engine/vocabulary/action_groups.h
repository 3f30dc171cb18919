#pragma once
// Where an action stands in the list of what a model can do: by rule, from its name.

#include <string>
#include <vector>

namespace im {

/// "Walking and running", "Turns and paths" ... in the order in which they are shown.
const std::vector<std::string>& action_groups();

/// `name`: an action's tag, or its words for data sets without tags: "wave_right_hand";
/// "walk+wave_right_hand" for two at once, "walk>wave_right_hand" for one after another.
std::string group_of_action(const std::string& name);

/// What tags have in common that differ by side: "wave_left_hand", "wave_both_hands" -> "wave_hand".
std::string without_side(const std::string& tag);

}  // namespace im
