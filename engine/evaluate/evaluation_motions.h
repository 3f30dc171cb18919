#pragma once
// The motions that an evaluation looks at: captured, as the tokenizer gives them back, or generated; made in small
// batches, so that a whole set never lies in memory.

#include <cstddef>
#include <functional>
#include <random>
#include <span>
#include <vector>

#include "engine/evaluate/evaluation_set.h"
#include "engine/evaluate/motion_sampler.h"
#include "engine/model/reward.h"

namespace im {

/// What one repeat looks at of one item.
struct ClipDraw {
    std::size_t item = 0;
    std::size_t caption = 0;
    int first_frame = 0, frames = 0;  ///< part of its motion, whole tokens
};

/// As the published loader draws: any caption; whole steps, one step less in one of three cases, from
/// anywhere.
std::vector<ClipDraw> draw_clips(const EvaluationSet& set, const std::vector<std::size_t>& items,
                                 int frames_per_step, std::mt19937_64& random);

/// Motions that are there when they are asked for: `frames[i]` is known before `load` makes motion i.
struct LazyMotions {
    std::vector<int> frames;
    std::function<MotionBatch(std::span<const std::size_t> numbers)> load;
};

// Each looks into what it was given while it lives; captured and reconstructed ones have the draws for themselves.
LazyMotions captured_motions(const EvaluationSet& set, const std::vector<ClipDraw>& draws);
LazyMotions reconstructed_motions(const EvaluationSet& set, const Tokenizer& tokenizer,
                                  const std::vector<ClipDraw>& draws);
/// Decoding's time is added to `seconds`.
LazyMotions decoded_motions(const MotionSampler& model, const std::vector<std::vector<int>>& tokens,
                            double& seconds);

}  // namespace im
