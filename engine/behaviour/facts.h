#pragma once
// What a motion shows, in numbers and times: the vocabulary in which a prompt can be checked. Plain geometry,
// independent of any learned encoder. Thresholds were set on captured motion, never on generated one.
//
//   MotionFacts facts = measure_facts(clip);
//   bool waves_walking = facts.seconds(both(facts.travel.moving, facts.arm[kRight].waving)) > 0.6;

#include <array>

#include "engine/behaviour/signals.h"

namespace im {

/// Where the pelvis goes on the floor.
struct TravelFacts {
    double path_m = 0;      ///< length of the way
    double net_m = 0;       ///< from the first to the last place
    double furthest_m = 0;  ///< largest distance from the first place
    double forward_m = 0, back_m = 0, left_m = 0,
           right_m = 0;                         ///< the way's parts along the body's directions
    double speed_mps = 0;                       ///< mean while moving; 0 without
    double speed_max_mps = 0;                   ///< largest mean over half a second
    double still_start_s = 0, still_end_s = 0;  ///< how long it stands before and after all movement
    double longest_stop_s = 0;                  ///< between two movements
    Mask moving;                                ///< faster than .25 m/s; gaps up to .4 s are part of it
};

/// The shape of the way, where it is at least half a metre long. Left positive. The course is the direction
/// of movement, whichever way the body faces.
struct PathFacts {
    double turned_deg = 0;               ///< change of the course from the first to the last metre, unwrapped
    double left_deg = 0, right_deg = 0;  ///< largest bend to either side
    int bends = 0;  ///< stretches of turning to one side, of 28 degrees and more each, sides in turn
    double sharpest_deg = 0;  ///< largest change of course, either way, over half a metre
    double straightness = 1;  ///< net over path: 1 a line, 0 a closed round
};

/// Changes of the heading, left positive, degrees.
struct TurnFacts {
    double net_deg = 0;
    double left_deg = 0, right_deg = 0;  ///< largest swing to either side (right: a positive number)
    double moving_net_deg = 0;           ///< net change while it travels
};

/// Times at which one arm is somewhere.
struct ArmFacts {
    Mask raised;        ///< hand over the shoulder
    Mask high;          ///< wrist over the head joint
    Mask lifted;        ///< wrist less than .2 m below the shoulder
    Mask level_out;     ///< stretched out to its own side at shoulder height
    Mask level_ahead;   ///< stretched out ahead at shoulder height
    Mask level_across;  ///< stretched out across the body at shoulder height
    Mask hanging;       ///< wrist beside the hips
    Mask on_hip, behind_back, behind_head, at_head, at_face, at_ear, at_brow, at_chest, at_belly;
    Mask waving;  ///< held up and swinging to and fro
    double raised_s = 0;
    int swings = 0;         ///< turns of direction while held up; two a wave
    int punches = 0;        ///< quick stretches ahead at the height of the trunk
    double strike_mps = 0;  ///< speed of the fastest, along the facing
    double throw_mps = 0;   ///< fastest swing ahead of a hand that comes from behind, over the shoulder
    int raises = 0;         ///< rises over the shoulder
    double speed_max_mps = 0;
};

struct LegFacts {
    int steps = 0;        ///< times that the foot leaves the floor
    int knee_raises = 0;  ///< knee to about the hip's height and down
    int kicks = 0;        ///< quick swings of a high foot
    int kick_frame = -1;  ///< where the first of them begins
    int hops = 0;         ///< flights from this foot onto this foot, the other one kept up
    double heel_m =
        0;  ///< ankle over the ball of the foot while that is on the floor: .06 flat, .12 on tiptoe
    double swing_s = 0;     ///< all of the time with the foot off the floor
    double lifted_s = 0;    ///< longest time with the foot off the floor while the other one stands
    double kick_m = 0;      ///< greatest height of the ankle over the other
    double kick_out_m = 0;  ///< how far to its own side that was
    double kick_ahead_m = 0;
    Mask lifted;
};

enum class BodyPosture { Standing, Crouching, Sitting, Kneeling, Lying, OnAllFours, Other };

/// Trunk, head and the whole body.
struct BodyFacts {
    std::vector<BodyPosture> posture;                                  ///< one a frame
    BodyPosture start = BodyPosture::Other, end = BodyPosture::Other;  ///< most of the first and last .4 s
    int jumps = 0;             ///< flights with both feet off the floor and the pelvis over its height
    double jump_rise_m = 0;    ///< highest pelvis over its median
    double jump_length_m = 0;  ///< longest way on the floor within a flight, with half a second around it
    double air_turn_deg = 0;   ///< largest turn during a flight
    int jump_frame = -1;       ///< where the first jump takes off
    Mask in_air;
    int squats = 0;       ///< pelvis down by .2 m and up again, both feet on the floor
    int lunges = 0;       ///< the same with one foot far before the other
    int bows = 0;         ///< bends of the trunk of 18 degrees and more with straight legs
    double bow_deg = 0;   ///< deepest of them
    int claps = 0;        ///< hands that come together
    int nods = 0;         ///< head up and down, full periods
    int head_shakes = 0;  ///< head to one side and back, full periods
    double look_left_deg = 0, look_right_deg = 0;  ///< head against the shoulders, held for .2 s
    double look_up_deg = 0, look_down_deg = 0;     ///< from a head that is held straight, held for .4 s
    double shoulders_rise_m = 0;                   ///< between lowered and lifted shoulders
    double stance_height_m = 0;   ///< by how much the pelvis is higher over one foot than over the other
    double stance_speed_mps = 0;  ///< by how much it is faster over one foot than over the other
    double lean_left_deg = 0, lean_right_deg = 0;  ///< trunk to the sides
    int twists = 0;                                ///< turns of the shoulders against the hips, to and fro
    double reach_down_m = 0;                       ///< lowest wrist over the floor
    double climb_m = 0;        ///< how much higher the feet stand at the end than at the start
    double spread_m = 0;       ///< greatest distance of the feet across
    double stillness_mps = 0;  ///< mean speed of wrists and ankles
    double legs_mps = 0;       ///< mean speed of the ankles against the pelvis
    Mask upright, low;         ///< standing; pelvis under .8 m over the feet
    Mask arms_crossed, hands_together, hands_joined_up, both_high;
};

struct MotionFacts {
    MotionSignals signals;
    TravelFacts travel;
    PathFacts path;
    TurnFacts turn;
    std::array<ArmFacts, 2> arm;
    std::array<LegFacts, 2> leg;
    BodyFacts body;

    /// The longest time without a break in the mask.
    double seconds(const Mask& mask) const { return signals.seconds(longest_run(mask)); }
    /// All of the time in the mask.
    double seconds_in_all(const Mask& mask) const { return signals.seconds(frames_in(mask)); }
    /// Frames of the posture.
    Mask in(BodyPosture posture) const;
    /// Steps of both feet.
    int steps() const { return leg[kLeft].steps + leg[kRight].steps; }
    int punches() const { return arm[kLeft].punches + arm[kRight].punches; }
    int kicks() const { return leg[kLeft].kicks + leg[kRight].kicks; }
};

/// HumanML3D's 22 joints, any frame rate from 10 on; clips under .5 s give facts that say nothing.
MotionFacts measure_facts(const MotionClip& clip);

// The parts, for those who need one alone.
TravelFacts measure_travel(const MotionSignals& signals);
PathFacts measure_path(const MotionSignals& signals);
TurnFacts measure_turn(const MotionSignals& signals, const TravelFacts& travel);
ArmFacts measure_arm(const MotionSignals& signals, Side side);
LegFacts measure_leg(const MotionSignals& signals, Side side, const Mask& in_air);
BodyFacts measure_body(const MotionSignals& signals);

}  // namespace im
