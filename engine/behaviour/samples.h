#pragma once
// Motions made from captured ones by plain geometry, for checks that no captured clip can try: turned over
// time, held, repeated, played backwards, arms of one over legs of another. They are right in what is counted
// and turned, not in every footstep; none is fit for training.

#include <functional>
#include <string>
#include <vector>

#include "engine/behaviour/evidence.h"

namespace im {

/// Turned by `offset_deg` (left positive) of the time in seconds: a walk bends, a march on the spot spins.
MotionClip steered(const MotionClip& clip, const std::function<double(double seconds)>& offset_deg);
/// The first frame stands for `before_s`, the last one for `after_s`.
MotionClip held(const MotionClip& clip, double before_s, double after_s);
/// `times` in a row, joined.
MotionClip repeated(const MotionClip& clip, int times);
MotionClip backwards(const MotionClip& clip);
/// Everything above the lowest spine joint is that of `arms` (repeated or cut to the length), set on `legs`.
MotionClip with_upper_body(const MotionClip& legs, const MotionClip& arms);

struct Sample {
    std::string behaviour;
    bool right = false;
    std::string made_of;  ///< "walk, turned by 180 degrees"
    MotionClip motion;
};
/// For behaviours that too few captured clips show, or that are sided: right ones and near misses, made of
/// the clips.
std::vector<Sample> behaviour_samples(const std::vector<TaggedClip>& clips);

}  // namespace im
