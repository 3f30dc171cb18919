#include "engine/generate/clip_encoding.h"

#include <cmath>

#include <torch/torch.h>

#include "engine/core/error.h"
#include "engine/model/feature_tensor.h"
#include "engine/motion/rig/retarget.h"

namespace im {

std::vector<int> tokens_of_clip(const MotionClip& clip, const Tokenizer& tokenizer, const ModelConfig& config,
                                const Skeleton& skeleton, int frames_per_step, torch::Device device) {
    torch::NoGradGuard no_grad;
    if (clip.joint_count != skeleton.joint_count() || std::abs(clip.fps - skeleton.fps) > 0.01) {
        throw input_error("motion: expected {} joints ({}) at {} frames a second, found {} at {}",
                          skeleton.joint_count(), skeleton.name, skeleton.fps, clip.joint_count, clip.fps);
    }
    if (clip.frame_count() < frames_per_step + 1) return {};
    const auto figure = skeleton.name == "humanml3d" ? humanml3d_offsets() : std::vector<glm::dvec3>{};
    const FeatureSequence features = encode_features(clip, skeleton, config.codec, figure);
    const int first_frame = (clip.frame_count() - 1) % frames_per_step;
    const auto x = feature_tensor(features).slice(0, first_frame).unsqueeze(0).to(device);
    VqVae vqvae = tokenizer.vqvae;
    const auto indices = vqvae->encode(tokenizer.normalise(x)).cpu().to(torch::kInt32).contiguous();
    return {indices.const_data_ptr<int>(), indices.const_data_ptr<int>() + indices.numel()};
}

}  // namespace im
