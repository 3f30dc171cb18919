#include "engine/train/supervised/feature_statistics.h"

#include <torch/torch.h>

#include "engine/model/feature_tensor.h"
#include "engine/motion/representation/features.h"

namespace im {

std::pair<torch::Tensor, torch::Tensor> feature_statistics(const MotionDataset& data,
                                                           const std::vector<const CaptionedMotion*>& clips) {
    if (!data.mean.empty()) return {torch::tensor(data.mean), torch::tensor(data.std)};
    const FeatureLayout layout(skeleton_by_name(data.skeleton).joint_count());
    auto sum = torch::zeros({layout.width}, torch::kFloat64), squares = torch::zeros_like(sum);
    double count = 0;
    for (const auto* clip : clips) {
        const auto rows = feature_tensor(clip->features).to(torch::kFloat64);
        sum += clip->weight * rows.sum(0);
        squares += clip->weight * rows.pow(2).sum(0);
        count += clip->weight * clip->features.frames;
    }
    const auto mean = sum / count;
    auto std = (squares / count - mean.pow(2)).clamp_min(0).sqrt();
    for (const ColumnRange range : {layout.yaw_velocity, layout.root_velocity, layout.root_height, layout.ric,
                                    layout.rot6d, layout.velocity, layout.contacts}) {
        auto group = std.slice(0, range.begin, range.end);
        group.fill_(std::max(1e-4, group.mean().item<double>()));
    }
    return {mean.to(torch::kFloat32), std.to(torch::kFloat32)};
}

}  // namespace im
