#include "engine/generate/clip_decoding.h"

#include <torch/torch.h>

#include "engine/generate/frame_stream.h"

namespace im {

MotionClip clip_of_features(const torch::Tensor& features, const Skeleton& skeleton) {
    const auto rows = features.to(torch::kCPU, torch::kFloat32).contiguous();
    const auto* values = rows.const_data_ptr<float>();
    return joints_of({.frames = static_cast<int>(rows.size(0)),
                      .width = static_cast<int>(rows.size(1)),
                      .values = {values, values + rows.numel()}},
                     skeleton);
}

MotionClip clip_of_codes(const Tokenizer& tokenizer, const torch::Tensor& codes, const Skeleton& skeleton) {
    const torch::NoGradGuard no_grad;
    const auto decoded = VqVae(tokenizer.vqvae)->decode(codes).to(torch::kFloat32);
    return clip_of_features(tokenizer.denormalise(decoded)[0], skeleton);
}

}  // namespace im
