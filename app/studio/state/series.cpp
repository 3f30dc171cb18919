#include "app/studio/state/series.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace im::studio {
namespace {

std::string quoted(const std::string& field) {
    if (field.find_first_of(",\"\r\n") == field.npos) {
        return field;
    }
    std::string text = "\"";
    for (const char c : field) {
        text += c == '"' ? std::string("\"\"") : std::string(1, c);
    }
    return text + '"';
}

}  // namespace

Series smoothed(const Series& values, double weight) {
    const double kept = std::clamp(weight, 0.0, 0.999);
    Series smooth;
    smooth.reserve(values.size());
    double sum = 0, weights = 0;
    for (const double value : values) {
        if (!std::isfinite(value)) {
            smooth.push_back(value);
            continue;
        }
        sum = kept * sum + (1 - kept) * value;
        weights = kept * weights + (1 - kept);
        smooth.push_back(sum / weights);
    }
    return smooth;
}

std::string csv_of(const std::vector<std::pair<std::string, Series>>& columns) {
    std::string text;
    std::size_t rows = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        text += (i > 0 ? "," : "") + quoted(columns[i].first);
        rows = std::max(rows, columns[i].second.size());
    }
    text += '\n';
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t i = 0; i < columns.size(); ++i) {
            const Series& column = columns[i].second;
            text += i > 0 ? "," : "";
            if (row < column.size() && std::isfinite(column[row])) {
                text += fmt::format("{}", column[row]);
            }
        }
        text += '\n';
    }
    return text;
}

}  // namespace im::studio
