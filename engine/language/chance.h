#pragma once
// The draw behind wordings.

#include <random>

namespace im {

inline bool chance(double share, std::mt19937_64& random) {
    return std::uniform_real_distribution<double>()(random) < share;
}

}  // namespace im
