#pragma once
// Draws that give the same on every platform, unlike the distributions of <random>.

#include <cstddef>
#include <random>

namespace im {

using SynthesisRandom = std::mt19937_64;

/// 0 <= x < 1.
inline double draw_unit(SynthesisRandom& random) {
    return static_cast<double>(random() >> 11) * 0x1.0p-53;
}

inline bool draw_chance(SynthesisRandom& random, double share) {
    return draw_unit(random) < share;
}

/// low <= x <= high; `low` where high is less.
inline int draw_between(SynthesisRandom& random, int low, int high) {
    return high <= low ? low : low + static_cast<int>(random() % static_cast<std::uint64_t>(high - low + 1));
}

/// One of a list that is not empty.
template <class List>
const auto& draw_from(SynthesisRandom& random, const List& list) {
    return list[static_cast<std::size_t>(random() % std::size(list))];
}

}  // namespace im
