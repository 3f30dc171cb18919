#pragma once
// Captured clips played slowly or quickly, and captions that say so.

#include <optional>
#include <string>

#include "engine/motion/representation/motion_clip.h"
#include "engine/synthesis/operators_moving.h"

namespace im {

/// The clip played `factor` times as fast, 0.5 to 2; bones keep their lengths. Empty where that
/// takes less than 24 frames or more than 196, or is not sound (floor_warp.h; feet may slide
/// `factor` times as far a frame).
std::optional<MotionClip> played_at(const MotionClip& clip, double factor);

/// The caption with words of tempo, in front of its verb or at its end: "a person slowly waves.", "a person
/// waves in slow motion."; for a factor below 1 slow ones, else quick ones. Empty where the caption says a
/// tempo, or how often or how far in a time, or is not understood.
std::optional<std::string> with_tempo(const std::string& caption, double factor, SynthesisRandom& random);

}  // namespace im
