#include "app/studio/state/durations.h"

#include <algorithm>

#include <fmt/format.h>

namespace im::studio {

std::string rough_duration(double seconds) {
    const auto whole = static_cast<long long>(std::max(seconds, 0.0) + 0.5);
    if (whole < 60) {
        return fmt::format("{} s", whole);
    }
    if (whole < 3600) {
        return fmt::format("{} min", (whole + 30) / 60);
    }
    return fmt::format("{} h {:02} min", whole / 3600, whole % 3600 / 60);
}

}  // namespace im::studio
