#pragma once
// The finaliser of SplitMix64 (Steele et al. 2014): numbers that differ in one bit come out unlike each other.

#include <cstdint>

namespace im {

constexpr std::uint64_t splitmix_finaliser(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return x ^ (x >> 31);
}

}  // namespace im
