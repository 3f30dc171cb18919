#pragma once
// Numbers over time, one a frame, and what is asked of them: how long, how often, how far.

#include <vector>

namespace im {

using Series = std::vector<double>;  ///< one value a frame
using Mask = std::vector<bool>;      ///< one answer a frame

/// Mean over a window of 2 * reach + 1 frames, shorter at the ends.
Series smoothed(const Series& values, int reach);
/// Change from frame to frame times `fps`; the first value repeats the second. Zeros for under two frames.
Series rate(const Series& values, double fps);
/// Angles in degrees without jumps of 360.
Series unwrapped_deg(Series angles_deg);

/// The share-th value in order, 0 the least, .5 the median, 1 the greatest. 0 where there are none.
double quantile(Series values, double share);
double greatest(const Series& values);
double least(const Series& values);
/// Mean of frames [first, last), cut to the series. 0 where none is left.
double mean_between(const Series& values, int first, int last);

Mask both(const Mask& a, const Mask& b);
Mask either(const Mask& a, const Mask& b);
Mask not_in(const Mask& a);
Mask above(const Series& values, double limit);
Mask below(const Series& values, double limit);

int frames_in(const Mask& mask);
/// Length of the longest run of true frames.
int longest_run(const Mask& mask);
/// The first and last true frame; -1 where there is none.
int first_frame(const Mask& mask);
int last_frame(const Mask& mask);
/// Gaps of up to `frames` within a run are filled.
Mask closed(Mask mask, int frames);

/// Runs of up to `frames` are taken out.
Mask opened(Mask mask, int frames);

/// How often the values rise over `on` after having been under `off` (< on); a start over `on` counts.
int count_rises(const Series& values, double on, double off);
/// How often the values turn back after going at least `prominence` one way: a wave to and fro has two a
/// period. Frames outside of `where` (empty: all) are passed over.
int count_reversals(const Series& values, double prominence, const Mask& where = {});

}  // namespace im
