#include "engine/vocabulary/nearness_calibration.h"

#include <algorithm>

#include <torch/torch.h>

namespace im {
namespace {

/// The value below which `share` of `values` are.
double quantile(std::vector<double> values, double share) {
    std::sort(values.begin(), values.end());
    return values[std::min(values.size() - 1,
                           static_cast<std::size_t>(share * static_cast<double>(values.size())))];
}

double share_below(const std::vector<double>& values, double threshold) {
    const auto below = std::count_if(values.begin(), values.end(), [&](double v) { return v < threshold; });
    return values.empty() ? 0 : static_cast<double>(below) / static_cast<double>(values.size());
}

}  // namespace

void calibrate_nearness(Vocabulary& vocabulary) {
    const auto n = static_cast<std::int64_t>(vocabulary.captions.size());
    if (n == 0) return;
    const auto vectors = torch::tensor(vocabulary.vectors).view({n, vocabulary.width});
    std::vector<std::int64_t> owner;
    for (const auto& caption : vocabulary.captions) owner.push_back(caption.action);
    const auto action = torch::tensor(owner);
    const auto cosines = vectors.mm(vectors.t());
    const auto same = action.unsqueeze(0).eq(action.unsqueeze(1));
    const auto self = torch::eye(n).to(torch::kBool);
    const auto own = cosines.masked_fill(~same | self, -2).amax(1).contiguous();
    const auto others = cosines.masked_fill(same, -2).amax(1).contiguous();
    std::vector<double> known, unlearnt;
    for (std::int64_t i = 0; i < n; ++i) {
        if (own[i].item<float>() < -1.5f || others[i].item<float>() < -1.5f) continue;  // the only one
        // A known action may also be near by what other actions' captions say.
        known.push_back(std::max(own[i].item<float>(), others[i].item<float>()));
        unlearnt.push_back(others[i].item<float>());
    }
    if (known.empty()) return;
    NoticeCalibration& c = vocabulary.calibration;
    c.nearness_doubtful = quantile(known, kKnownDoubted);
    c.nearness_unlikely = quantile(known, kKnownRefused);
    c.known_below = share_below(known, c.nearness_doubtful);
    c.unlearnt_below = share_below(unlearnt, c.nearness_doubtful);
}

}  // namespace im
