#pragma once
// Whether a word is in a list of words.

#include <algorithm>
#include <array>
#include <cstddef>
#include <string_view>

namespace im {

template <std::size_t N>
bool one_of(std::string_view word, const std::array<std::string_view, N>& list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace im
