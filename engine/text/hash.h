#pragma once
// A quick 64-bit hash of much data (FNV-1a over 8-byte words): tells versions of files
// apart, resists no attacker.

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace im {

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
        state_ = (state_ ^ word) * 0x100000001B3ull;
        state_ ^= state_ >> 32;  // lets the upper bytes of a word reach the lower bits
    }
    std::uint64_t state_ = 0xCBF29CE484222325ull;
};

}  // namespace im
