#pragma once
// In which frames something holds, asked frame by frame.

#include "engine/behaviour/signals.h"

namespace im {

/// (frames): `test` of each frame's number, in order.
template <class Test>
Mask where(const MotionSignals& s, const Test& test) {
    Mask mask;
    for (std::size_t t = 0; t < static_cast<std::size_t>(s.frames); ++t) mask.push_back(test(t));
    return mask;
}

}  // namespace im
