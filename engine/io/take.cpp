#include "engine/io/take.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <string_view>

#include <fmt/format.h>

#include "engine/core/error.h"
#include "engine/motion/rig/rig.h"

namespace im {
namespace {

constexpr std::size_t kNamesShown = 8;

bool same(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [&](char x, char y) { return lower(x) == lower(y); });
}

/// 1 "walk", 2 "run", ...
std::string list_of(const std::vector<std::string>& names) {
    std::string list;
    for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) {
        list += fmt::format("{}{}", i == 0 ? "" : ", ", i + 1);
        if (!names[i].empty()) list += fmt::format(" \"{}\"", clean_name(names[i]));
    }
    return list + (names.size() > kNamesShown ? ", ..." : "");
}

}  // namespace

std::vector<std::size_t> chosen_takes(const std::vector<std::string>& names, const std::string& choice) {
    if (choice.empty()) return {0};
    if (choice == "all") {
        std::vector<std::size_t> all(names.size());
        std::iota(all.begin(), all.end(), std::size_t{0});
        return all;
    }
    for (const bool exactly : {true, false}) {
        for (std::size_t i = 0; i < names.size(); ++i) {
            if (exactly ? names[i] == choice : same(names[i], choice)) return {i};
        }
    }
    std::size_t number = 0;
    const auto [end, code] = std::from_chars(choice.data(), choice.data() + choice.size(), number);
    if (code == std::errc() && end == choice.data() + choice.size() && number >= 1 && number <= names.size())
        return {number - 1};
    throw input_error("take \"{}\": expected all, a name or a number of the {} in the file: {}",
                      clean_name(choice), names.size(), list_of(names));
}

std::string takes_warning(const std::vector<std::string>& names, std::size_t read) {
    return fmt::format("{} takes in the file ({}): {} was read; --take NAME, N or all reads others",
                       names.size(), list_of(names),
                       read == 0 ? std::string("the first") : fmt::format("number {}", read + 1));
}

}  // namespace im
