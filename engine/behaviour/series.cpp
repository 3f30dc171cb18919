#include "engine/behaviour/series.h"

#include <algorithm>
#include <cmath>

namespace im {

Series smoothed(const Series& values, int reach) {
    const int n = static_cast<int>(values.size());
    Series result(values.size());
    for (int t = 0; t < n; ++t)
        result[static_cast<std::size_t>(t)] = mean_between(values, t - reach, t + reach + 1);
    return result;
}

Series rate(const Series& values, double fps) {
    Series result(values.size(), 0.0);
    for (std::size_t t = 1; t < values.size(); ++t) result[t] = (values[t] - values[t - 1]) * fps;
    if (result.size() > 1) result[0] = result[1];
    return result;
}

Series unwrapped_deg(Series angles_deg) {
    for (std::size_t t = 1; t < angles_deg.size(); ++t)
        angles_deg[t] = angles_deg[t - 1] + std::remainder(angles_deg[t] - angles_deg[t - 1], 360.0);
    return angles_deg;
}

double quantile(Series values, double share) {
    if (values.empty()) return 0;
    const auto at = static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(values.size() - 1)));
    std::nth_element(values.begin(), values.begin() + at, values.end());
    return values[static_cast<std::size_t>(at)];
}

double greatest(const Series& values) {
    return values.empty() ? 0 : *std::max_element(values.begin(), values.end());
}

double least(const Series& values) {
    return values.empty() ? 0 : *std::min_element(values.begin(), values.end());
}

double mean_between(const Series& values, int first, int last) {
    first = std::max(first, 0);
    last = std::min(last, static_cast<int>(values.size()));
    if (first >= last) return 0;
    double sum = 0;
    for (int t = first; t < last; ++t) sum += values[static_cast<std::size_t>(t)];
    return sum / (last - first);
}

Mask both(const Mask& a, const Mask& b) {
    Mask result(std::min(a.size(), b.size()));
    for (std::size_t t = 0; t < result.size(); ++t) result[t] = a[t] && b[t];
    return result;
}

Mask either(const Mask& a, const Mask& b) {
    Mask result(std::min(a.size(), b.size()));
    for (std::size_t t = 0; t < result.size(); ++t) result[t] = a[t] || b[t];
    return result;
}

Mask not_in(const Mask& a) {
    Mask result(a.size());
    for (std::size_t t = 0; t < a.size(); ++t) result[t] = !a[t];
    return result;
}

Mask above(const Series& values, double limit) {
    Mask result(values.size());
    for (std::size_t t = 0; t < values.size(); ++t) result[t] = values[t] > limit;
    return result;
}

Mask below(const Series& values, double limit) {
    Mask result(values.size());
    for (std::size_t t = 0; t < values.size(); ++t) result[t] = values[t] < limit;
    return result;
}

int frames_in(const Mask& mask) {
    return static_cast<int>(std::count(mask.begin(), mask.end(), true));
}

int longest_run(const Mask& mask) {
    int longest = 0, run = 0;
    for (const bool in : mask) {
        run = in ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

int first_frame(const Mask& mask) {
    const auto found = std::find(mask.begin(), mask.end(), true);
    return found == mask.end() ? -1 : static_cast<int>(found - mask.begin());
}

int last_frame(const Mask& mask) {
    const auto found = std::find(mask.rbegin(), mask.rend(), true);
    return static_cast<int>(mask.rend() - found) - 1;
}

Mask closed(Mask mask, int frames) {
    int gap = -1;  // length of the gap so far; -1 before the first true frame
    for (std::size_t t = 0; t < mask.size(); ++t) {
        if (!mask[t]) {
            gap += gap >= 0 ? 1 : 0;
            continue;
        }
        if (gap > 0 && gap <= frames)
            for (std::size_t i = t - static_cast<std::size_t>(gap); i < t; ++i) mask[i] = true;
        gap = 0;
    }
    return mask;
}

Mask opened(Mask mask, int frames) {
    std::size_t begin = 0;
    for (std::size_t t = 0; t <= mask.size(); ++t) {
        if (t < mask.size() && mask[t]) continue;
        if (t - begin <= static_cast<std::size_t>(frames))
            for (std::size_t i = begin; i < t; ++i) mask[i] = false;
        begin = t + 1;
    }
    return mask;
}

int count_rises(const Series& values, double on, double off) {
    int count = 0;
    bool up = false;
    for (const double value : values) {
        if (!up && value > on) {
            up = true;
            ++count;
        } else if (up && value < off) {
            up = false;
        }
    }
    return count;
}

int count_reversals(const Series& values, double prominence, const Mask& where) {
    int count = 0, direction = 0;
    double low = 0, high = 0;
    bool any = false;
    for (std::size_t t = 0; t < values.size(); ++t) {
        if (!where.empty() && !where[t]) continue;
        const double value = values[t];
        if (!any) low = high = value;
        any = true;
        low = std::min(low, value);
        high = std::max(high, value);
        if (direction >= 0 && high - value >= prominence) {
            count += direction > 0 ? 1 : 0;
            direction = -1;
            low = value;
        } else if (direction <= 0 && value - low >= prominence) {
            count += direction < 0 ? 1 : 0;
            direction = 1;
            high = value;
        }
        if (direction > 0) low = high;  // only the way back from the extreme counts
        if (direction < 0) high = low;
    }
    return count;
}

}  // namespace im
