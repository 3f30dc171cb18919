#include "tests/support/stepping.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <glm/geometric.hpp>

#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/representation/features.h"
#include "engine/motion/representation/skeleton.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

constexpr double kFps = 20, kPi = std::numbers::pi;
constexpr double kSoleHeight = 0.02, kLift = 0.12, kBend = 0.08;  // metres

glm::dvec3 turned(const glm::dvec3& v, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    return {c * v.x + s * v.z, v.y, -s * v.x + c * v.z};
}

/// Where a foot's piece of floor is, and how high it is lifted.
struct FootPose {
    FloorPose at;
    double lift = 0;
};

FootPose foot_at(double now, int side, const std::function<FloorPose(double)>& root, double from, double to,
                 double period) {
    const double phase =
        std::clamp((now - from) / period - 0.5 * side, 0.0, (to - from) / period - 0.5 * side);
    const double cycle = std::floor(phase + 1e-9), u = std::clamp((phase - cycle) * 2, 0.0, 1.0);
    const auto stand = [&](double step) {  // after `step` swings
        const double middle = from + (step - 0.25 + 0.5 * side) * period;
        if (step < 0.5) return root(from);
        return root(middle + 0.5 * period >= to - 1e-6 ? to : middle);
    };
    const bool all_done = now >= to;
    const FloorPose a = stand(all_done ? 99 : cycle), b = stand(all_done ? 99 : cycle + 1);
    const double e = all_done ? 1 : u * u * (3 - 2 * u);
    return {{a.x + e * (b.x - a.x), a.z + e * (b.z - a.z), a.turn + e * (b.turn - a.turn)},
            all_done ? 0 : kLift * std::sin(kPi * u)};
}

}  // namespace

MotionClip stepping_figure(int frames, const std::function<FloorPose(double seconds)>& root, double from,
                           double to, double period) {
    const MotionClip still = moving_figure(
        1, [](int) { return 0.0; }, 0);
    const glm::dvec3 pelvis(still.positions[0]);
    MotionClip clip;
    for (int t = 0; t < frames; ++t) {
        const double now = t / kFps;
        const FloorPose place = root(now);
        const glm::dvec3 origin(place.x, -kBend, place.z);
        for (const glm::vec3& p : still.positions)
            clip.positions.emplace_back(
                origin + turned(glm::dvec3(p) - glm::dvec3(pelvis.x, 0, pelvis.z), place.turn));
        const auto joints = clip.frame(t);
        for (const int side : {0, 1}) {
            const auto at = [side](Role left) { return static_cast<std::size_t>(left + side); };
            const FootPose foot = foot_at(now, side, root, from, to, period);
            glm::dvec3 toes(still.positions[at(kLeftFoot)] - still.positions[at(kLeftAnkle)]);
            toes = turned(toes, foot.at.turn);
            const glm::dvec3 ball = glm::dvec3(foot.at.x, kSoleHeight + foot.lift, foot.at.z) +
                                    turned({side == 0 ? 0.1 : -0.1, 0, 0.1}, foot.at.turn);
            const TwoBone leg = solve_two_bone(joints[at(kLeftHip)], joints[at(kLeftKnee)],
                                               joints[at(kLeftAnkle)], ball - toes, toes);
            joints[at(kLeftKnee)] = glm::vec3(leg.middle);
            joints[at(kLeftAnkle)] = glm::vec3(leg.end);
            joints[at(kLeftFoot)] = glm::vec3(leg.end + toes);
        }
    }
    return clip;
}

MotionClip walking(int frames, double speed) {
    return stepping_figure(
        frames,
        [speed](double now) {
            return FloorPose{0, speed * now, 0};
        },
        -2, 1000);
}

MotionClip turning(double degrees) {
    const auto root = [degrees](double now) {
        const double u = std::clamp((now - 0.5) / 2.0, 0.0, 1.0);
        return FloorPose{0, 0, degrees * kPi / 180 * u * u * (3 - 2 * u)};
    };
    return stepping_figure(60, root, 0.5, 2.5, 0.5);
}

MotionClip side_stepping(int count, double step) {
    const auto root = [count, step](double now) {
        const double u = std::clamp(now - 0.5, 0.0, static_cast<double>(count));
        return FloorPose{step * u, 0, 0};
    };
    return stepping_figure(20 * count + 20, root, 0.5, 0.5 + count, 1.0);
}

MotionDataset data_of(const std::vector<NamedMotion>& motions) {
    MotionDataset data;
    data.codec = FeatureCodec::Corrected;
    for (const NamedMotion& motion : motions) {
        CaptionedMotion clip;
        clip.id = motion.action + std::to_string(data.motions.size());
        clip.features = encode_features(motion.motion, humanml3d_skeleton(), data.codec);
        clip.captions = motion.captions;
        clip.actions = {motion.action};
        clip.style = "normal";
        clip.licence = "made up";
        data.motions.push_back(clip);
    }
    return data;
}

double bone_error(const MotionClip& clip) {
    double worst = 0;
    for (int t = 0; t < clip.frame_count(); ++t) {
        for (std::size_t j = 1; j < 22; ++j) {
            const auto parent = static_cast<std::size_t>(humanml3d_skeleton().parents[j]);
            const double length = glm::distance(clip.frame(t)[j], clip.frame(t)[parent]);
            worst = std::max(worst, std::abs(length - humanml3d_bone_lengths()[j]));
        }
    }
    return worst;
}

}  // namespace im::test
