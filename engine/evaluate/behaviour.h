#pragma once
// Does a motion visibly do what a simple prompt asks? Plain geometric checks, independent of any learned
// encoder, with the prompts that they are asked about. Thresholds were set on captured motion (see the model
// card), not on generated one.

#include <functional>
#include <string>
#include <vector>

#include "engine/motion/motion_clip.h"

namespace im {

/// What a clip does, in numbers. Metres, seconds, degrees; HumanML3D's 22 joints.
struct MotionFacts {
    double path_m = 0;         ///< length of the smoothed path of the pelvis on the floor
    double travel_m = 0;       ///< largest distance of the pelvis from where it began
    double speed_max_mps = 0;  ///< largest mean speed over half a second
    double turn_deg = 0;       ///< change of heading from first to last frame, left positive, unwrapped
    double left_wrist_over_shoulder_s = 0;  ///< time that the wrist spends above its shoulder
    double right_wrist_over_shoulder_s = 0;
    double first_raise_share = 1;  ///< when a wrist first rises above its shoulder, as a share of the clip
    double travel_before_raise_m = 0;  ///< largest distance from the start before that moment
    double air_s = 0;                  ///< longest time with both feet clearly off the floor
    double pelvis_rise_m = 0;          ///< highest pelvis over its median
    double bow_deg = 0;                ///< largest forward lean of the trunk while the pelvis stays up
    double pelvis_end_m = 0;           ///< mean height of the pelvis in the last half second
    double pelvis_start_m = 0;         ///< the same in the first half second
    double foot_reach_m = 0;           ///< largest height of an ankle while the other foot stands
    double foot_speed_mps = 0;         ///< largest speed of an ankle relative to the pelvis
};
MotionFacts measure_facts(const MotionClip& clip);

struct Behaviour {
    std::string name;  ///< "walk", "raise left arm" ...
    std::vector<std::string> prompts;
    std::function<bool(const MotionFacts&)> shown;
    double wanted_share = 0.95;  ///< of clips in which it should be seen
};
/// 50 prompts in all.
const std::vector<Behaviour>& basic_behaviours();

}  // namespace im
