#pragma once
// What files say of their frame rate, and what they mean.

#include <string>

namespace im {

struct FrameRate {
    double fps = 30;
    std::string doubt = {};  ///< why it is a guess, and which one; "" where the file states it
};

/// Of BVH's `Frame Time`, which is told in seconds. Above 0.2 it is taken for what else people write there: a
/// rate (24, 30, ...), milliseconds (41.67, ...) or microseconds (33333); what is none of these, or below
/// 1e-4, for 30 frames a second. One frame has no rate: 30, without doubt.
FrameRate frame_rate_of_time(double frame_time, int frames);

}  // namespace im
