#pragma once
// Reward terms that are facts of the motion, beside eq. 2: what the prompt says in numbers, and what a viewer
// sees to be wrong whatever the prompt. Each is taken off the reward, times its weight; 0 leaves it out.

#include <span>
#include <string>
#include <vector>

#include "engine/asked/asked_facts.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

/// One a row of checked_term_list(), 0 or more.
struct CheckedWeights {
    double facts = 0, skating = 0, penetration = 0, floating = 0, acceleration = 0, hand_inside = 0,
           knees = 0;

    bool any() const;
};

struct CheckedMotion {
    double facts = 1;              ///< facts_score
    double skating_cmps = 0;       ///< foot_skate.h
    double penetration_mm = 0;     ///< mean over frames of the lowest joint's depth under y = 0
    double floating_mm = 0;        ///< mean over frames of the lowest joint's height in flights over 0.7 s
    double acceleration_mps2 = 0;  ///< greatest of any joint
    double hand_inside_mm = 0;     ///< gate.h
    /// Mean over frames of how far the worse knee bends forwards, beyond what captured knees do.
    double knee_forward_degrees = 0;
};

/// Of each value; `motions` is not empty.
CheckedMotion mean_of(std::span<const CheckedMotion> motions);

/// HumanML3D's figure. Fewer than 3 frames, or another figure: nothing is wrong. Joints that are not finite: all
/// values are NaN.
CheckedMotion check_motion(const MotionClip& clip, const Skeleton& skeleton,
                           const std::vector<AskedFact>& asked);

/// All that is known of a term: the config, the reward and its log follow.
struct CheckedTerm {
    const char* name;   ///< in the config's reward, the log and the curves
    const char* label;  ///< in the studio
    const char* help;   ///< what a weight of 1 is taken off for: "For each 10 cm/s that standing feet slide."
    double CheckedWeights::*weight;
    double (*amount)(const CheckedMotion& motion);  ///< in that unit, 0 or more; NaN where it is not known
};
std::span<const CheckedTerm> checked_term_list();

}  // namespace im
