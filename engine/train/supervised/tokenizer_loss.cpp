#include "engine/train/supervised/tokenizer_loss.h"

#include <string_view>

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

/// How a pose looks whatever the size of its parts, from joints (N, T, J, 3).
class Bones {
  public:
    Bones(const Skeleton& skeleton, torch::Device device) {
        std::vector<std::int64_t> ends, starts, from, to;
        std::vector<float> weights, relation_weights;
        for (int joint = 1; joint < skeleton.joint_count(); ++joint) {
            const auto& name = skeleton.joint_names[static_cast<std::size_t>(joint)];
            ends.push_back(joint);
            starts.push_back(skeleton.parents[static_cast<std::size_t>(joint)]);
            // What a head says with a few degrees no other bone repeats; a shrug is all in the collar bones.
            weights.push_back(name == "head"                             ? 20.0f
                              : name.find("collar") != std::string::npos ? 6.0f
                                                                         : 1.0f);
        }
        const auto named = [&](const char* part) {
            std::vector<std::int64_t> joints;
            for (std::size_t i = 0; i < skeleton.joint_names.size(); ++i) {
                if (skeleton.joint_names[i].find(part) != std::string::npos)
                    joints.push_back(static_cast<std::int64_t>(i));
            }
            return joints;
        };
        const auto wrists = named("wrist");
        for (const auto wrist : wrists) {
            for (const char* part : {"wrist", "head", "hip"}) {
                for (const auto other : named(part)) {
                    if (other == wrist) continue;
                    from.push_back(other);
                    to.push_back(wrist);
                    // A clap is a few centimetres between the hands.
                    relation_weights.push_back(std::string_view(part) == "wrist" ? 4.0f : 1.0f);
                }
            }
        }
        const auto index = [&](const std::vector<std::int64_t>& joints) {
            return torch::tensor(joints, torch::kInt64).to(device);
        };
        weights_ = torch::tensor(weights).view({1, 1, -1, 1}).to(device);
        weights_ = weights_ / weights_.mean();
        relation_weights_ = torch::tensor(relation_weights).view({1, 1, -1, 1}).to(device);
        relation_weights_ = relation_weights_ / relation_weights_.mean();
        ends_ = index(ends);
        starts_ = index(starts);
        from_ = index(from);
        to_ = index(to);
    }
    /// Unit vectors (N, T, J - 1, 3).
    torch::Tensor directions(const torch::Tensor& joints) const {
        const auto bones = joints.index_select(2, ends_) - joints.index_select(2, starts_);
        return bones / bones.norm(2, 3, true).clamp_min(0.02);
    }
    /// The mean of |a - b| over directions or their changes, heads and collar bones counted more.
    torch::Tensor distance(const torch::Tensor& a, const torch::Tensor& b) const {
        return ((a - b).abs() * weights_).mean();
    }
    /// From the other hand, the head and both hips to each hand, metres.
    torch::Tensor hand_relations(const torch::Tensor& joints) const {
        return joints.index_select(2, to_) - joints.index_select(2, from_);
    }
    /// The mean of |a - b| over hand relations or their changes, what lies between the hands counted more.
    torch::Tensor hand_distance(const torch::Tensor& a, const torch::Tensor& b) const {
        return ((a - b).abs() * relation_weights_).mean();
    }

  private:
    torch::Tensor ends_, starts_, from_, to_, weights_, relation_weights_;
};

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

    const Bones bones(skeleton, target.device());
    const auto predicted_bones = bones.directions(predicted.local),
               wanted_bones = bones.directions(wanted.local);
    const auto direction = bones.distance(predicted_bones, wanted_bones);
    const auto swing = bones.distance(velocity(predicted_bones), velocity(wanted_bones));
    const auto predicted_hands = bones.hand_relations(predicted.local),
               wanted_hands = bones.hand_relations(wanted.local);
    const auto hands = bones.hand_distance(predicted_hands, wanted_hands);
    const auto hand_speed = bones.hand_distance(velocity(predicted_hands), velocity(wanted_hands));

    const auto total = features + 4.0 * local + 2.0 * global + 15.0 * speed + 5.0 * skate + 2.5 * direction +
                       8.0 * swing + 4.0 * hands + 12.0 * hand_speed;
    return {total,
            {{"features", features.item<double>()},
             {"local_m", local.item<double>()},
             {"global_m", global.item<double>()},
             {"velocity_m", speed.item<double>()},
             {"direction", direction.item<double>()},
             {"swing", swing.item<double>()},
             {"hands_m", hands.item<double>()},
             {"hand_speed_m", hand_speed.item<double>()},
             {"skate_m", skate.item<double>()}}};
}

}  // namespace im
