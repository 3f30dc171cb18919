#pragma once
// Which looks of a run nobody would pass over: by the judge and by how feet stand. Torch-free header.

#include <cstddef>
#include <span>
#include <vector>

namespace im {

struct TradeOff {
    double judge = 0;         ///< more is better
    double skating_cmps = 0;  ///< less is better
};

/// Indices of those that no other one beats in one way without being worse in the other, by skating upwards; of
/// equal ones the first. NaN is on no front.
std::vector<std::size_t> pareto_front(std::span<const TradeOff> looks);

}  // namespace im
