#pragma once
// Files that hold several takes: figures of a BVH, animations of a glTF or FBX, clips of a batch of arrays.

#include <cstddef>
#include <string>
#include <vector>

namespace im {

/// Numbers of the takes that `choice` names, in order: "" the first, "all" all, a name (exactly, else but for
/// the case of its letters), or a number from 1. Names that nobody gave are "". Throws Input, telling what
/// there is, for a choice that is none of these; `names` holds at least one.
std::vector<std::size_t> chosen_takes(const std::vector<std::string>& names, const std::string& choice);

/// For who got one of several without asking: how many there are, their names, which it is, and how to ask.
std::string takes_warning(const std::vector<std::string>& names, std::size_t read = 0);

}  // namespace im
