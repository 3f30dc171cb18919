#pragma once
// How often a clip does a thing, by geometry.

#include <string>
#include <vector>

#include "engine/motion/representation/motion_clip.h"
#include "engine/synthesis/clip_traits.h"

namespace im {

/// What goes up once each time that the thing is done.
enum class CountSignal {
    Air,         ///< lower of both balls, metres: jumps, hops of both feet
    LowerAir,    ///< lower of both ankles above where it stands, metres: hops on one leg
    PelvisDip,   ///< how far the pelvis is below its highest place: squats
    HeadDip,     ///< how far the head is below its highest place: bows, toe touches
    HandHeight,  ///< higher of both hands, metres: a raised hand, jumping jacks
    HandReach,   ///< farthest hand ahead of the chest, metres: punches
    FootHeight,  ///< higher of both ankles, metres: kicks
    KneeHeight,  ///< higher of both knees, metres: knee raises
    Clap,        ///< minus the distance of both hands, metres
    HandSide,    ///< the higher hand's way across, metres to its own side: waves
};

/// (T), smoothed a little.
std::vector<double> count_signal(const MotionClip& clip, CountSignal signal);

/// One time that the thing is done: the peak, and the low points before and after.
struct CountedEvent {
    int begin = 0, peak = 0, end = 0;
};

/// Peaks that rise by `rise` above the low points on both sides; at the clip's ends the side that is there is
/// enough.
std::vector<CountedEvent> count_events(const std::vector<double>& signal, double rise);

/// Which side does it at this frame: 0 left, 1 right; for signals of two sides alike 0.
int acting_side(const MotionClip& clip, int frame, CountSignal signal);

}  // namespace im
