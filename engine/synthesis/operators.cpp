#include <algorithm>

#include "engine/core/error.h"
#include "engine/synthesis/operator.h"
#include "engine/synthesis/operators_joining.h"
#include "engine/synthesis/operators_moving.h"

namespace im {

const std::vector<SynthesisOperator>& synthesis_operators() {
    // A new operator is a file with its make_...() and a row here. Shares need not add up to anything.
    static const std::vector<SynthesisOperator> table = {
        {"layer", "A gesture's upper body over the legs of a walk, a run, a turn, sitting", 0.24, make_layer},
        {"sequence", "Two to four actions one after another, with stops", 0.24, make_sequence},
        {"repeat", "One action once to five times, counted", 0.18, make_repeat},
        {"path", "A walk or run bent to a circle, a corner, a zigzag ..., or made straight", 0.2, make_path},
        {"turn_on_spot", "Turns by 45 to 720 degrees where one stands", 0.1, make_turn_on_spot},
        {"side_steps", "Steps to the side, counted, and out of walks at an angle", 0.04, make_side_steps},
        {"in_place", "Walks and runs that stay where they are", 0.03, make_in_place},
        {"posture", "Sitting down, standing up, lying down, getting up, also out of each other backwards",
         0.05, make_posture},
        {"tempo", "Captured clips played slowly and quickly", 0.05, make_tempo},
        {"amplitude", "Gestures, bows, jumps and steps made larger and smaller", 0.03, make_amplitude},
    };
    return table;
}

const SynthesisOperator& synthesis_operator(const std::string& name) {
    const auto& table = synthesis_operators();
    const auto found =
        std::find_if(table.begin(), table.end(), [&](const auto& row) { return name == row.name; });
    if (found != table.end()) return *found;
    std::string names;
    for (const auto& row : table) names += (names.empty() ? "" : ", ") + std::string(row.name);
    throw usage_error("unknown operator \"{}\"; expected one of: {}", name, names);
}

}  // namespace im
