#pragma once
// Sequences of actions with words of their own.

#include <array>
#include <string>
#include <vector>

namespace im {

/// Sequences that people type and that draws would seldom meet: their actions, and how they are said.
struct ToldSequence {
    std::vector<std::string> actions;
    std::vector<const char*> predicates;                  ///< third person
    std::vector<std::array<const char*, 2>> near_misses;  ///< kind, predicate
    bool back = false;                                    ///< the last part goes the way of the first back
};

const std::vector<ToldSequence>& told_sequences();

}  // namespace im
