#include "engine/train/finetune/checked_terms.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <numbers>

#include <glm/geometric.hpp>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/synthesis/gate.h"

namespace im {
namespace {

constexpr double kJumpSeconds = 0.7;      // longer nobody is in the air
constexpr double kStandingMetres = 0.06;  // the lowest joint of a foot on the floor: rolling heels and noise
constexpr double kCapturedAcceleration = 333;  // m/s2: 99.9 % of captured clips stay below (gate.h)
constexpr double kTrunkRadius = 0.065;         // metres, gate.h's limit
constexpr double kKneeDegrees = 10;  // 99.9 % of captured frames stay below: joints are no exact centres

double lowest_joint(const MotionClip& clip, int frame) {
    double lowest = 1e9;
    for (int joint = 0; joint < clip.joint_count; ++joint)
        lowest = std::min(lowest, static_cast<double>(clip.frame(frame)[static_cast<std::size_t>(joint)].y));
    return lowest;
}

/// Degrees by which a knee bends forwards: the shin against the thigh, seen along the line through the hips. A knee bent
/// by more than a right angle is left alone: there the side that it bends to cannot be told.
double knee_forward(const MotionClip& clip, int frame, int hip, int knee, int ankle) {
    const auto at = [&](int joint) { return glm::dvec3(clip.frame(frame)[static_cast<std::size_t>(joint)]); };
    const glm::dvec3 hips = at(kLeftHip) - at(kRightHip), thigh = at(knee) - at(hip),
                     shin = at(ankle) - at(knee);
    const double width = glm::length(hips), ahead = glm::dot(thigh, shin);
    if (width == 0 || ahead <= 0) return 0;
    const double bend = std::atan2(glm::dot(glm::cross(thigh, shin), hips) / width, ahead);
    return std::max(0.0, -bend * 180 / std::numbers::pi - kKneeDegrees);
}

double knees_forward(const MotionClip& clip) {
    double sum = 0;
    for (int frame = 0; frame < clip.frame_count(); ++frame)
        sum += std::max(knee_forward(clip, frame, kLeftHip, kLeftKnee, kLeftAnkle),
                        knee_forward(clip, frame, kRightHip, kRightKnee, kRightAnkle));
    return sum / clip.frame_count();
}

/// All that CheckedMotion holds.
constexpr double CheckedMotion::*kValues[] = {
    &CheckedMotion::facts,
    &CheckedMotion::skating_cmps,
    &CheckedMotion::penetration_mm,
    &CheckedMotion::floating_mm,
    &CheckedMotion::acceleration_mps2,
    &CheckedMotion::hand_inside_mm,
    &CheckedMotion::knee_forward_degrees,
};
static_assert(sizeof(CheckedMotion) == std::size(kValues) * sizeof(double), "a value is missing in the list");

CheckedMotion with_all(double value) {
    CheckedMotion motion;
    for (const auto member : kValues) motion.*member = value;
    return motion;
}

}  // namespace

CheckedMotion mean_of(std::span<const CheckedMotion> motions) {
    CheckedMotion mean = with_all(0);
    for (const CheckedMotion& motion : motions) {
        for (const auto member : kValues)
            mean.*member += motion.*member / static_cast<double>(motions.size());
    }
    return mean;
}

CheckedMotion check_motion(const MotionClip& clip, const Skeleton& skeleton,
                           const std::vector<AskedFact>& asked) {
    CheckedMotion checked;
    const int frames = clip.frame_count();
    if (frames < 3 || clip.joint_count != humanml3d_skeleton().joint_count()) return checked;
    const bool finite = std::all_of(clip.positions.begin(), clip.positions.end(), [](const glm::vec3& p) {
        return std::isfinite(p.x) && std::isfinite(p.y) && std::isfinite(p.z);
    });
    if (!finite) return with_all(std::numeric_limits<double>::quiet_NaN());
    if (!asked.empty()) checked.facts = facts_score(asked, measure_facts(clip));
    checked.skating_cmps = measure_foot_skate(clip, skeleton).cm_per_second;
    const GateMeasures gate = measure_for_gate(clip, skeleton);
    checked.acceleration_mps2 = gate.acceleration;
    checked.hand_inside_mm = 1000 * std::max(0.0, kTrunkRadius - gate.hand);
    checked.knee_forward_degrees = knees_forward(clip);
    double depth = 0, floating = 0, flight = 0;
    int flight_frames = 0;
    const auto land = [&] {
        if (flight_frames > kJumpSeconds * clip.fps) floating += flight;
        flight = flight_frames = 0;
    };
    for (int frame = 0; frame < frames; ++frame) {
        const double lowest = lowest_joint(clip, frame);
        depth += std::max(0.0, -lowest);
        if (lowest > kStandingMetres) {
            flight += lowest;
            ++flight_frames;
        } else {
            land();
        }
    }
    land();
    checked.penetration_mm = 1000 * depth / frames;
    checked.floating_mm = 1000 * floating / frames;
    return checked;
}

std::span<const CheckedTerm> checked_term_list() {
    using W = CheckedWeights;
    using M = CheckedMotion;
    static constexpr CheckedTerm kTerms[] = {
        {"facts", "Asked facts",
         "For missing all that the prompt says in numbers: counts, sides, turns, ways.", &W::facts,
         [](const M& m) { return 1 - m.facts; }},
        {"skating", "Skating", "For each 10 cm/s that standing feet slide.", &W::skating,
         [](const M& m) { return m.skating_cmps / 10; }},
        {"penetration", "Under the floor",
         "For each 10 mm that the lowest joint is under the floor, on average.", &W::penetration,
         [](const M& m) { return m.penetration_mm / 10; }},
        {"floating", "Floating", "For each 10 mm in the air, longer than a jump lasts.", &W::floating,
         [](const M& m) { return m.floating_mm / 10; }},
        {"acceleration", "Jerks", "For each 100 m/s2 beyond what captured motion shows.", &W::acceleration,
         [](const M& m) {  // NaN stays NaN
             return std::max(m.acceleration_mps2 - kCapturedAcceleration, 0.0) / 100;
         }},
        {"hand_inside", "Hands in the body", "For each 10 mm that a hand is in the trunk.", &W::hand_inside,
         [](const M& m) { return m.hand_inside_mm / 10; }},
        {"knees", "Knees bent forwards", "For each 10 degrees that a knee bends the wrong way, on average.",
         &W::knees, [](const M& m) { return m.knee_forward_degrees / 10; }},
    };
    return kTerms;
}

bool CheckedWeights::any() const {
    return std::any_of(checked_term_list().begin(), checked_term_list().end(),
                       [this](const CheckedTerm& term) { return this->*term.weight > 0; });
}

}  // namespace im
