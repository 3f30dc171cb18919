#pragma once
// The logs of training runs, a JSON object a line.

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace im::test {

inline std::vector<nlohmann::json> read_run_log(const std::filesystem::path& file) {
    std::ifstream in(file);
    std::vector<nlohmann::json> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
}

/// What two runs that are the same have in common: the lines without what depends on the clock.
inline std::vector<std::string> read_curve(const std::filesystem::path& file) {
    std::vector<std::string> lines;
    for (auto line : read_run_log(file)) {
        for (auto entry = line.begin(); entry != line.end();) {
            const bool timed = entry.key().find("second") != std::string::npos;
            entry = timed ? line.erase(entry) : std::next(entry);
        }
        lines.push_back(line.dump());
    }
    return lines;
}

}  // namespace im::test
