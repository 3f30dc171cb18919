#include "app/studio/state/lines.h"

#include <algorithm>
#include <cctype>

namespace im::studio {

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> lines;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        std::string line = text.substr(begin, end - begin);
        const auto blank = [](unsigned char c) { return std::isspace(c) != 0; };
        line.erase(line.begin(), std::find_if_not(line.begin(), line.end(), blank));
        line.erase(std::find_if_not(line.rbegin(), line.rend(), blank).base(), line.end());
        if (!line.empty()) {
            lines.push_back(std::move(line));
        }
        begin = end + 1;
    }
    return lines;
}

}  // namespace im::studio
