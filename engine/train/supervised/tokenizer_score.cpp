#include "engine/train/supervised/tokenizer_score.h"

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/feature_tensor.h"
#include "engine/model/motion_recovery.h"
#include "engine/model/precision.h"

namespace im {

std::map<std::string, double> TokenizerScore::values() const {
    return {{"local_mm", local_mm},
            {"global_mm", global_mm},
            {"skate_mm", skate_mm},
            {"skate_data_mm", skate_data_mm},
            {"codes_used", codes_used}};
}

TokenizerScore score_tokenizer(Tokenizer& tokenizer, const std::vector<const CaptionedMotion*>& clips,
                               const Skeleton& skeleton) {
    const torch::NoGradGuard no_grad;
    const auto device = tokenizer.mean.device();
    const int J = skeleton.joint_count(), l = tokenizer.vqvae->config().frames_per_step();
    const FeatureLayout layout(J);
    const auto feet = torch::tensor(std::vector<std::int64_t>{skeleton.left_foot[0], skeleton.left_foot[1],
                                                              skeleton.right_foot[0], skeleton.right_foot[1]},
                                    device);
    tokenizer.vqvae->eval();
    double local = 0, global = 0, frames = 0, skate = 0, skate_data = 0, contacts = 0;
    auto used = torch::zeros({tokenizer.vqvae->config().codebook_size},
                             torch::TensorOptions(torch::kBool).device(device));
    for (const auto* clip : clips) {
        const int T = clip->features.frames / l * l;
        if (T < 2) continue;
        const auto features = feature_tensor(clip->features).slice(0, 0, T).unsqueeze(0).to(device);
        const auto tokens = tokenizer.vqvae->encode(tokenizer.normalise(features));
        used.index_fill_(0, tokens.flatten(), true);
        const auto decoded = tokenizer.denormalise(tokenizer.vqvae->decode(tokens).to(torch::kFloat32));
        const FullPrecisionScope full(device);
        const auto got = recover_motion(decoded, J), want = recover_motion(features, J);
        local += (got.local - want.local).norm(2, 3).mean().item<double>() * T;
        global += (got.global - want.global).norm(2, 3).mean().item<double>() * T;
        frames += T;
        const auto resting =
            (features.slice(2, layout.contacts.begin, layout.contacts.end).slice(1, 0, -1) > 0.5)
                .to(torch::kFloat32);
        const auto speed = [&](const torch::Tensor& joints) {
            const auto path = joints.index_select(2, feet).index_select(
                3, torch::tensor({0, 2}, torch::TensorOptions(torch::kLong).device(device)));
            return ((path.slice(1, 1) - path.slice(1, 0, -1)).norm(2, 3) * resting).sum().item<double>();
        };
        skate += speed(got.global);
        skate_data += speed(want.global);
        contacts += resting.sum().item<double>();
    }
    if (frames == 0) throw input_error("tokenizer score: expected at least one clip, found none");
    contacts = std::max(contacts, 1.0);
    return {1000 * local / frames, 1000 * global / frames, 1000 * skate / contacts,
            1000 * skate_data / contacts, used.sum().item<double>()};
}

}  // namespace im
