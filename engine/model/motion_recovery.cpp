#include "engine/model/motion_recovery.h"

#include <torch/torch.h>

#include "engine/model/shape_guard.h"
#include "engine/motion/representation/features.h"

namespace im {
namespace {

torch::Tensor columns(const torch::Tensor& features, ColumnRange range) {
    return features.slice(2, range.begin, range.end);
}

/// Sum of everything before each frame: (B, T) -> (B, T), 0 at the first frame.
torch::Tensor sum_before(const torch::Tensor& x) {
    return x.cumsum(1) - x;
}

}  // namespace

RecoveredMotion recover_motion(const torch::Tensor& features, int joint_count) {
    const FeatureLayout layout(joint_count);
    expect_shape(features, {-1, -1, layout.width}, "features");
    const auto B = features.size(0), T = features.size(1);

    // The stored yaw velocity is half the turn. Undoing the heading turns by minus the whole angle about +Y.
    const auto angle = 2 * sum_before(columns(features, layout.yaw_velocity).squeeze(2));
    const auto c = torch::cos(angle), s = torch::sin(angle);
    const auto velocity = columns(features, layout.root_velocity);
    // velocity[t] is told in the heading frame of t + 1.
    const auto c_next = torch::roll(c, -1, 1), s_next = torch::roll(s, -1, 1);
    const auto vx = velocity.select(2, 0), vz = velocity.select(2, 1);
    const auto root_x = sum_before(c_next * vx - s_next * vz);
    const auto root_z = sum_before(s_next * vx + c_next * vz);

    const auto height = columns(features, layout.root_height);
    const auto zero = torch::zeros_like(height);
    const auto root = torch::cat({zero, height, zero}, 2).unsqueeze(2);
    const auto others = columns(features, layout.ric).reshape({B, T, joint_count - 1, 3});
    const auto local = torch::cat({root, others}, 2);

    const auto x = local.select(3, 0), z = local.select(3, 2);
    const auto c1 = c.unsqueeze(2), s1 = s.unsqueeze(2);
    const auto global = torch::stack(
        {c1 * x - s1 * z + root_x.unsqueeze(2), local.select(3, 1), s1 * x + c1 * z + root_z.unsqueeze(2)},
        3);
    return {local, global};
}

}  // namespace im
