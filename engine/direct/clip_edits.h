#pragma once
// Edits of a clip that need no model. Figure humanml3d; what is not changed stays to the last bit.

#include <utility>

#include "engine/motion/representation/motion_clip.h"

namespace im {

inline constexpr double kTempoLeast = 0.25, kTempoMost = 4;
inline constexpr int kLoopTimesMax = 1000;

/// Seconds -> frames [begin, end) of the clip, at least one. An end behind the clip's is the clip's. Throws
/// Usage, opened by `what`, unless 0 <= from < to and from lies in the clip.
std::pair<int, int> frame_span(const MotionClip& clip, double from, double to, const char* what);

/// Frames [begin, end) of the clip, where they are.
MotionClip trimmed(const MotionClip& clip, int begin, int end);
/// The frames in the opposite order.
MotionClip reversed(const MotionClip& clip);
/// `factor` times as fast, kTempoLeast..kTempoMost, at the same frame rate; bones keep their lengths. Throws Usage.
MotionClip at_tempo_of(const MotionClip& clip, double factor);
/// The clip bent to a loop (close_loop), `times` over, each going on where the one before ended. Throws Usage
/// for less than once, more than kLoopTimesMax, or a clip too short to be bent (6 frames).
MotionClip looped(const MotionClip& clip, int times);

}  // namespace im
