#pragma once
// Quick 64-bit hashes: they tell versions of files apart, and resist no attacker.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace im {

inline constexpr std::uint64_t kFnvBasis = 0xCBF29CE484222325ull, kFnvPrime = 0x100000001B3ull;

/// FNV-1a, byte by byte.
constexpr std::uint64_t fnv1a(std::string_view bytes) {
    std::uint64_t hash = kFnvBasis;
    for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
    return hash;
}

/// Of much data: FNV-1a's steps over 8-byte words.
class Hash {
  public:
    /// The length is hashed too: ("ab", "c") and ("a", "bc") differ.
    Hash& add(std::string_view bytes) {
        mix(bytes.size());
        while (!bytes.empty()) {
            std::uint64_t word = 0;
            const auto length = std::min(bytes.size(), sizeof word);
            std::memcpy(&word, bytes.data(), length);
            mix(word);
            bytes.remove_prefix(length);
        }
        return *this;
    }
    Hash& add(std::uint64_t word) {
        mix(word);
        return *this;
    }
    std::uint64_t value() const { return state_; }

  private:
    void mix(std::uint64_t word) {
        state_ = (state_ ^ word) * kFnvPrime;
        state_ ^= state_ >> 32;  // lets the upper bytes of a word reach the lower bits
    }
    std::uint64_t state_ = kFnvBasis;
};

}  // namespace im
