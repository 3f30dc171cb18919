#pragma once
// Where the floor is under a motion whose file does not say it.

#include "engine/motion/rig/rig.h"

namespace im {

/// The height, in the rig's unit, that the rig's own floor (y = 0 of its rest pose) has under the motion: the
/// lowest level, but for 5 % of the time, on which soles rest that move slower than 0.35 leg lengths a
/// second. (Where they rest for less than a tenth of the time, as in running on the spot, all soles tell.)
/// Soles count by how far ankle and ball are above their places at rest. Hands and other joints that dip
/// below do not count, unless they stay there for more than a fifth of the time (a figure that lies with its
/// feet up): then the lowest joint is on the floor, as it is where no sole ever rests. The rig stands upright
/// and knows its legs, else 0.
double floor_height(const Rig& rig, const RigMotion& motion);

}  // namespace im
