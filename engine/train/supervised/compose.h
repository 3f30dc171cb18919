#pragma once
// More composed training clips: pairs of captured clips joined, with captions joined. They
// teach the generator that the order of clauses is the order of actions, with far more partners
// than a data set can store.

#include <cstdint>

#include "engine/io/dataset.h"

namespace im {

/// `count` new train clips of at most `frames_max` frames. Only ordered pairs of actions that the data set's
/// own composed train clips show are made, so that pairs held out for evaluation stay unseen. Empty when the
/// data set has no such pairs or no action tags. One seed, one result.
std::vector<CaptionedMotion> compose_motions(const MotionDataset& data, int count, int frames_max,
                                             std::uint64_t seed);

/// "a person walks ahead." + "someone waves." -> "a person walks ahead, then waves." with one of several
/// connectives; empty when the second caption is not `subject verb-s ...` (a clause that can follow without
/// its subject).
std::string join_captions(const std::string& first, const std::string& second, std::uint64_t draw);

}  // namespace im
