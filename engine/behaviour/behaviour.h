#pragma once
// What people ask for, in their words, with a geometric check of whether a motion does it.

#include <functional>
#include <string>
#include <vector>

#include "engine/behaviour/facts.h"

namespace im {

struct Behaviour {
    std::string name;                  ///< "walk in a circle to the left"
    std::string group;                 ///< "paths"
    std::vector<std::string> prompts;  ///< four; none is a caption of the training data
    std::function<bool(const MotionFacts&)> shown;
    double wanted_share = 0.85;  ///< of clips in which it should be seen
};

/// All of them, group by group.
const std::vector<Behaviour>& all_behaviours();
/// Those whose name or group contains `text` (any case); throws Usage, naming the groups, where none does.
std::vector<Behaviour> behaviours_named(const std::string& text);

}  // namespace im
