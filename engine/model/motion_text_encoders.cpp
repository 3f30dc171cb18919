#include "engine/model/motion_text_encoders.h"

#include <algorithm>

namespace im {
namespace {

double share_beyond(const std::vector<float>& ascending, double distance) {
    if (ascending.empty()) return 0;
    const auto first = std::upper_bound(ascending.begin(), ascending.end(), static_cast<float>(distance));
    return static_cast<double>(ascending.end() - first) / static_cast<double>(ascending.size());
}

}  // namespace

double DistanceScale::share_of_matched_beyond(double distance) const {
    return share_beyond(matched, distance);
}
double DistanceScale::share_of_mismatched_beyond(double distance) const {
    return share_beyond(mismatched, distance);
}

}  // namespace im
