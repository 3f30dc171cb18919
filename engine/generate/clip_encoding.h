#pragma once
// From joints to what a model would have said: the way back of clip_decoding.h.

#include <vector>

#include "engine/model/model_folder.h"
#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// The clip's last frames, as many as are whole steps and a frame, as tokens of `tokenizer`, which is on `device`.
/// Features tell a frame by the next one, so `first_frame` frames, (T - 1) mod frames_per_step, are left out at the
/// start. Empty for clips shorter than a step and a frame. Throws Input for another figure or frame rate.
std::vector<int> tokens_of_clip(const MotionClip& clip, const Tokenizer& tokenizer, const ModelConfig& config,
                                const Skeleton& skeleton, int frames_per_step, torch::Device device);

}  // namespace im
