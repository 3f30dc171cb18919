#pragma once
// A motion that visibly does not do what its prompt asks is drawn again before anyone sees it: draws cost some
// hundredths of a second. Torch-free header.

#include <stop_token>
#include <vector>

#include "engine/generate/motion_generator.h"

namespace im {

/// Of a motion in all, where nothing else is asked for.
inline constexpr int kTriesDefault = 4;

/// `motions`: of `request`, one a variation. Each that misses something that can be measured
/// (engine/asked) gives way to the one that does most of it among variations v + k V of the same request,
/// k < tries, V its variations; the first of equally good ones, so the same seed gives the same motions. Nothing
/// is drawn where all do what they should, and at temperature 0, where all draws are the same. Returns for each
/// the variation v + k V that it is now, while its own `variation` stays v. Throws as generate_batch.
std::vector<int> draw_again(MotionGenerator& generator, const GenerateRequest& request,
                            std::vector<GeneratedMotion>& motions, int tries, std::stop_token stop = {});

}  // namespace im
