#include "app/studio/shell/frame_timer.h"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <numeric>

namespace im::studio {

double thread_cpu_ms() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

void PhaseTimes::add(double ms) {
    values_[next_] = ms;
    next_ = (next_ + 1) % kKept;
    count_ = std::min(count_ + 1, kKept);
}

double PhaseTimes::percentile(double p) const {
    if (count_ == 0) {
        return 0;
    }
    std::array<double, kKept> sorted = values_;
    const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(count_)));
    const std::size_t index = std::clamp<std::size_t>(rank, 1, count_) - 1;
    std::nth_element(sorted.begin(), sorted.begin() + index, sorted.begin() + count_);
    return sorted[index];
}

double PhaseTimes::mean() const {
    return count_ == 0 ? 0
                       : std::accumulate(values_.begin(), values_.begin() + count_, 0.0) /
                             static_cast<double>(count_);
}

}  // namespace im::studio
