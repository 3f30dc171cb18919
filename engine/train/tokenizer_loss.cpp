#include "engine/train/tokenizer_loss.h"

#include <torch/torch.h>

#include "engine/model/motion_recovery.h"

namespace im {
namespace {

/// (D) weights of the feature term.
torch::Tensor column_weights(const Skeleton& skeleton) {
    const FeatureLayout layout(skeleton.joint_count());
    auto weights = torch::ones({layout.width});
    weights.slice(0, layout.yaw_velocity.begin, layout.root_height.end).fill_(3.0);
    weights.slice(0, layout.rot6d.begin, layout.rot6d.end).fill_(0.3);
    for (int joint = 1; joint < skeleton.joint_count(); ++joint) {
        if (skeleton.joint_names[static_cast<std::size_t>(joint)].find("wrist") == std::string::npos)
            continue;
        // A shortest-arc rotation of the last bone flips from frame to frame; nothing can be learnt from it.
        const int first = layout.rot6d.begin + 6 * (joint - 1);
        weights.slice(0, first, first + 6).zero_();
    }
    return weights;
}

}  // namespace

TokenizerLoss published_loss(const torch::Tensor& reconstruction, const torch::Tensor& target,
                             int joint_count) {
    const FeatureLayout layout(joint_count);
    const auto features = torch::smooth_l1_loss(reconstruction, target);
    const auto positions = torch::smooth_l1_loss(reconstruction.slice(2, layout.ric.begin, layout.ric.end),
                                                 target.slice(2, layout.ric.begin, layout.ric.end));
    return {features + 0.5 * positions,
            {{"features", features.item<double>()}, {"positions", positions.item<double>()}}};
}

TokenizerLoss geometric_loss(const torch::Tensor& reconstruction, const torch::Tensor& target,
                             const Tokenizer& statistics, const Skeleton& skeleton) {
    const int J = skeleton.joint_count();
    const FeatureLayout layout(J);
    const auto weights = column_weights(skeleton).to(target.device());
    const auto features =
        (torch::smooth_l1_loss(reconstruction, target, at::Reduction::None) * weights).mean();

    const auto predicted = recover_motion(statistics.denormalise(reconstruction), J);
    const auto wanted_features = statistics.denormalise(target);
    const auto wanted = recover_motion(wanted_features, J);
    const auto velocity = [](const torch::Tensor& x) { return x.slice(1, 1) - x.slice(1, 0, -1); };

    const auto local = (predicted.local - wanted.local).abs().mean();
    const auto global = (predicted.global - wanted.global).abs().mean();
    const auto predicted_velocity = velocity(predicted.global);
    const auto wanted_velocity = velocity(wanted.global);
    const auto speed = (predicted_velocity - wanted_velocity).abs().mean();

    const std::vector<std::int64_t> feet = {skeleton.left_foot[0], skeleton.left_foot[1],
                                            skeleton.right_foot[0], skeleton.right_foot[1]};
    // Captured feet roll and slip a little while they rest: asking for zero instead would pull against the
    // root's path.
    const auto foot_error =
        (predicted_velocity - wanted_velocity).index_select(2, torch::tensor(feet, target.device()));
    const auto contact =
        (wanted_features.slice(2, layout.contacts.begin, layout.contacts.end).slice(1, 0, -1) > 0.5)
            .to(torch::kFloat32);
    const auto skate = (foot_error.norm(2, 3) * contact).sum() / contact.sum().clamp_min(1.0);

    const auto total = features + 4.0 * local + 2.0 * global + 15.0 * speed + 5.0 * skate;
    return {total,
            {{"features", features.item<double>()},
             {"local_m", local.item<double>()},
             {"global_m", global.item<double>()},
             {"velocity_m", speed.item<double>()},
             {"skate_m", skate.item<double>()}}};
}

}  // namespace im
