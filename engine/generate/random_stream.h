#pragma once
// Random numbers of one generated sequence: a pure function of (seed, variation, position), so that a motion
// does not depend on what else is in the batch, in which order, or on how many threads.

#include <cstdint>

namespace im {

class RandomStream {
  public:
    RandomStream(std::uint64_t seed, std::uint64_t variation) : key_(mix(mix(seed) + mix(~variation))) {}

    /// The number at `position`, uniform in [0, 1).
    double uniform(std::uint64_t position) const {
        constexpr std::uint64_t golden = 0x9e3779b97f4a7c15ull;
        return static_cast<double>(mix(key_ + (position + 1) * golden) >> 11) * 0x1p-53;
    }

  private:
    /// The finaliser of SplitMix64 (Steele et al. 2014).
    static std::uint64_t mix(std::uint64_t x) {
        x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
        x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
        return x ^ (x >> 31);
    }
    std::uint64_t key_;
};

}  // namespace im
