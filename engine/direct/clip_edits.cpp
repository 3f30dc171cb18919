#include "engine/direct/clip_edits.h"

#include <algorithm>
#include <cmath>

#include "engine/core/error.h"
#include "engine/direct/kept_frames.h"
#include "engine/motion/clean_up/clean_up.h"
#include "engine/motion/representation/pose.h"

namespace im {

std::pair<int, int> frame_span(const MotionClip& clip, double from, double to, const char* what) {
    if (!(from >= 0) || !(to > from) || !(from < clip.seconds())) {
        throw usage_error("{}: expected a span within 0 to {:.2f} s, from before to; found {} to {}", what,
                          clip.seconds(), from, to);
    }
    const int T = clip.frame_count();
    const int begin = std::min(static_cast<int>(std::lround(from * clip.fps)), T - 1);
    const double end = std::min(to * clip.fps, static_cast<double>(T));
    return {begin, std::clamp(static_cast<int>(std::lround(end)), begin + 1, T)};
}

MotionClip trimmed(const MotionClip& clip, int begin, int end) {
    MotionClip part{clip.joint_count, clip.fps, {}};
    const auto J = static_cast<std::ptrdiff_t>(clip.joint_count);
    part.positions.assign(clip.positions.begin() + begin * J, clip.positions.begin() + end * J);
    return part;
}

MotionClip reversed(const MotionClip& clip) {
    MotionClip result = clip;
    const int last = clip.frame_count() - 1;
    for (int t = 0; t <= last; ++t)
        std::copy(clip.frame(t).begin(), clip.frame(t).end(), result.frame(last - t).begin());
    return result;
}

MotionClip at_tempo_of(const MotionClip& clip, double factor) {
    if (!(factor >= kTempoLeast) || !(factor <= kTempoMost))
        throw usage_error("tempo: expected {} to {} times as fast, found {}", kTempoLeast, kTempoMost,
                          factor);
    MotionClip faster = clip;
    faster.fps *= factor;
    return restore_bone_lengths(resample(faster, clip.fps), humanml3d_skeleton());
}

MotionClip looped(const MotionClip& clip, int times) {
    if (times < 1 || times > kLoopTimesMax)
        throw usage_error("loop: expected 1 to {} times, found {}", kLoopTimesMax, times);
    if (clip.frame_count() < 6)
        throw usage_error("loop: expected at least 6 frames to bend, found {}", clip.frame_count());
    const MotionClip once = close_loop(clip);
    MotionClip result = once;
    for (int i = 1; i < times; ++i) {
        // The last pose is the first: it is not shown twice.
        const auto turn = floor_turn(once.frame(0), result.frame(result.frame_count() - 1));
        const MotionClip next = moved_by(once, turn);
        result.positions.insert(result.positions.end(), next.positions.begin() + next.joint_count,
                                next.positions.end());
    }
    return result;
}

}  // namespace im
