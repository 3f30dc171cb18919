#pragma once
// Reward terms that are facts of the motion, beside eq. 2: what the prompt says in numbers, and what a viewer
// sees to be wrong whatever the prompt. Each is taken off the reward, times its weight; 0 leaves it out.

#include <map>
#include <string>
#include <vector>

#include "engine/asked/asked_facts.h"
#include "engine/motion/representation/skeleton.h"

namespace im {

struct CheckedWeights {
    double facts = 0;         ///< for missing all that the prompt says in numbers (1 - facts_score)
    double skating = 0;       ///< for each 10 cm/s that standing feet slide
    double penetration = 0;   ///< for each 10 mm that the lowest joint is under the floor, on average
    double floating = 0;      ///< for each 10 mm that nothing touches the floor longer than a jump lasts
    double acceleration = 0;  ///< for each 100 m/s2 beyond what captured motion shows
    double hand_inside = 0;   ///< for each 10 mm that a hand is in the trunk

    bool any() const {
        return facts > 0 || skating > 0 || penetration > 0 || floating > 0 || acceleration > 0 ||
               hand_inside > 0;
    }
};

struct CheckedMotion {
    double facts = 1;              ///< facts_score
    double skating_cmps = 0;       ///< foot_skate.h
    double penetration_mm = 0;     ///< mean over frames of the lowest joint's depth under y = 0
    double floating_mm = 0;        ///< mean over frames of the lowest joint's height in flights over 0.7 s
    double acceleration_mps2 = 0;  ///< greatest of any joint
    double hand_inside_mm = 0;     ///< gate.h
};

/// HumanML3D's figure. Fewer than 3 frames, or another figure: nothing is wrong. Joints that are not finite: all
/// values are NaN.
CheckedMotion check_motion(const MotionClip& clip, const Skeleton& skeleton,
                           const std::vector<AskedFact>& asked);

/// "facts", "skating" ...: what each term with a weight gives, 0 or less.
std::map<std::string, double> checked_terms(const CheckedMotion& motion, const CheckedWeights& weights);

}  // namespace im
