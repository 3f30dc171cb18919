#pragma once
// What a synthesised motion must not do. Limits are those of 5,835 captured and authored clips of 240 actions
// (percentiles over clips, at 20 frames a second):
//
//                                       50 %    99 %   99.9 %   limit
//   fastest joint, m/s                   3.1    10.0    14.6     16     (1.1 x)
//   greatest acceleration, m/s2           29     181     333    400     (1.2 x)
//   standing feet slide, mm a frame      0.2      31      80     40     (99.5 %)
//   lowest joint, m                        0  -0.015   -0.039  -0.045
//   hand from the trunk's axis, m       0.25    0.10    0.07    0.065   (of all but the two nearest frames)
//
// Those limits leave room for dancers; a join of two quiet clips must be quiet: it may also not slide by more
// than 1.25 x the worst of its parts + 5 mm a frame, nor accelerate by more than 2.5 x the worst of its parts
// + 60 m/s2.

#include <optional>
#include <string>

#include "engine/motion/representation/motion_clip.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

struct GateMeasures {
    double speed = 0;         ///< m/s, of the fastest joint
    double acceleration = 0;  ///< m/s2
    double skate_mm = 0;      ///< a frame, see foot_skate.h
    double lowest = 0;        ///< metres
    double hand = 1;          ///< metres from the line pelvis - neck, the third nearest frame
};
/// HumanML3D's figure, 3 frames or more, floor at y = 0.
GateMeasures measure_for_gate(const MotionClip& clip, const Skeleton& skeleton);

inline constexpr int kSynthesisFramesMin = 24, kSynthesisFramesMax = 197;  ///< 196 rows of features

/// Why the clip is refused: "length", "not finite", "too far" (15 m from its start), "joint speed", "joint
/// acceleration", "feet slide", "below the floor", "hand in the trunk"; empty where it passes. `parts`: the
/// worst of the clips that it was made of.
std::optional<std::string> gate_refusal(const MotionClip& clip, const GateMeasures& parts,
                                        const Skeleton& skeleton);

}  // namespace im
