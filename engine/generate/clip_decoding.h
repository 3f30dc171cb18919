#pragma once
// From what a model computes to joints that can be looked at: all at once, where frame_stream.h does it piece by
// piece.

#include <torch/types.h>

#include "engine/model/model_folder.h"
#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// Features (T, D), not normalised, on any device -> recovered joints, bone lengths restored.
MotionClip clip_of_features(const torch::Tensor& features, const Skeleton& skeleton);

/// Codes (1, n) int64, whole steps, on the tokenizer's device -> the clip that they stand for.
MotionClip clip_of_codes(const Tokenizer& tokenizer, const torch::Tensor& codes, const Skeleton& skeleton);

}  // namespace im
