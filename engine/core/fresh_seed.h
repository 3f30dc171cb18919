#pragma once
// A seed for a draw that nobody chose.

#include <cstdint>
#include <random>

namespace im {

/// In [0, 1,000,000): short enough to be read out and typed again, and exact in every JSON reader.
inline std::uint64_t fresh_seed() {
    return std::random_device{}() % 1'000'000;
}

}  // namespace im
