#include "app/workers/comparison.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include <nlohmann/json.hpp>

#include "engine/core/error.h"
#include "engine/core/files.h"
#include "engine/core/lenient_json.h"

namespace im {
namespace {

constexpr const char* kBetter[] = {"first", "second", "same"};

Better turned(Better better) {
    return better == Better::First ? Better::Second : better == Better::Second ? Better::First : better;
}

}  // namespace

bool sides_swapped(std::uint64_t seed, std::size_t number) {
    // SplitMix64: seeds that differ by one have nothing in common.
    std::uint64_t x = seed + 0x9e3779b97f4a7c15ull * (static_cast<std::uint64_t>(number) + 1);
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
    return ((x ^ (x >> 31)) & 1) != 0;
}

void Tally::add(Better better) {
    ++(better == Better::First ? first : better == Better::Second ? second : same);
}

double Tally::chance() const {
    const int n = decided();
    double at_most = 0;
    for (int k = 0; k <= std::min(first, second); ++k) {
        at_most += std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) -
                            n * std::log(2.0));
    }
    return std::min(1.0, 2 * at_most);
}

void append_choice(const std::filesystem::path& file, const Choice& choice) {
    std::ofstream out(file, std::ios::app);
    out << nlohmann::json{{"models", choice.models},
                          {"prompt", choice.prompt},
                          {"seed", choice.seed},
                          {"better", kBetter[static_cast<int>(choice.better)]},
                          {"blind", choice.blind}}
               .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
        << '\n'
        << std::flush;
    if (!out) {
        throw resource_error("{}: cannot be written", file.string());
    }
}

Tally tally_of(const std::filesystem::path& file, const std::array<std::string, 2>& models) {
    Tally tally;
    std::error_code code;
    if (!std::filesystem::exists(file, code)) {
        return tally;
    }
    std::istringstream lines(read_text(file));
    for (std::string text; std::getline(lines, text);) {
        const auto line = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
        std::string name;
        if (!line.is_object() || !read_if_there(line, "better", name) || !line.contains("models")) {
            continue;
        }
        const auto found = std::find(std::begin(kBetter), std::end(kBetter), name);
        if (found == std::end(kBetter)) {
            continue;
        }
        const auto better = static_cast<Better>(found - std::begin(kBetter));
        if (line["models"] == nlohmann::json(models)) {
            tally.add(better);
        } else if (line["models"] == nlohmann::json{models[1], models[0]}) {
            tally.add(turned(better));
        }
    }
    return tally;
}

}  // namespace im
