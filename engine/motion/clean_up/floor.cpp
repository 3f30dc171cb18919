#include "engine/motion/clean_up/floor.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace im {
namespace {

constexpr double kRestingSpeed = 0.35;  // leg lengths/second
constexpr double kRestingTime = 0.1;    // share of the time: feet that rest for less do not tell
constexpr double kUpright = 0.5;  // cosine between a sole's up and the world's: feet that lie rest on no sole
constexpr double kLowest = 0.05;  // share of the time that may be lower
constexpr double kBelow = 0.04;   // leg lengths below the feet's floor that other joints may stay
constexpr double kBelowTime = 0.2;  // share of the time

constexpr std::pair<Role, Role> kFeet[] = {{kLeftAnkle, kLeftFoot}, {kRightAnkle, kRightFoot}};

double low(std::vector<double>& values) {
    const auto at =
        values.begin() + static_cast<std::ptrdiff_t>(kLowest * static_cast<double>(values.size()));
    std::nth_element(values.begin(), at, values.end());
    return *at;
}

}  // namespace

double floor_height(const Rig& rig, const RigMotion& motion) {
    const auto joint_of = [&rig](int role) {
        return static_cast<std::size_t>(rig.roles[static_cast<std::size_t>(role)]);
    };
    const auto knows = [&rig](int role) { return rig.roles[static_cast<std::size_t>(role)] >= 0; };
    for (const Role role : {kLeftHip, kRightHip, kLeftKnee, kRightKnee, kLeftAnkle, kRightAnkle}) {
        if (!knows(role)) return 0;
    }
    const std::vector<Transform> rest = rest_transforms(rig);
    const double leg =
        glm::distance(rest[joint_of(kLeftHip)].translation, rest[joint_of(kLeftKnee)].translation) +
        glm::distance(rest[joint_of(kLeftKnee)].translation, rest[joint_of(kLeftAnkle)].translation);
    std::vector<double> resting, feet, lowest;  // levels: of feet that rest, of all feet, of the lowest joint
    std::vector<Transform> before;
    for (int t = 0; t < motion.frame_count(); ++t) {
        std::vector<Transform> world = world_transforms(rig, motion, t);
        double lowest_joint = 1e300, lowest_foot = 1e300;
        for (int role = 0; role < kRoleCount; ++role) {
            if (knows(role)) lowest_joint = std::min(lowest_joint, world[joint_of(role)].translation.y);
        }
        for (const auto& foot : kFeet) {
            const std::size_t ankle = joint_of(foot.first);
            const glm::dquat turn = world[ankle].rotation * glm::conjugate(rest[ankle].rotation);
            if ((turn * glm::dvec3(0, 1, 0)).y < kUpright) continue;
            const auto above_rest = [&](std::size_t joint) {
                return world[joint].translation.y - rest[joint].translation.y;
            };
            const auto way_of = [&](std::size_t joint) {
                return glm::distance(world[joint].translation, before[joint].translation);
            };
            // On tiptoe the ball tells; else both do.
            double level = above_rest(ankle), way = t > 0 ? way_of(ankle) : 0;
            if (knows(foot.second)) {
                const std::size_t ball = joint_of(foot.second);
                level = std::min(above_rest(ball), 0.5 * (level + above_rest(ball)));
                if (t > 0) way = std::min(way, way_of(ball));
            }
            if (t > 0 && way * motion.fps < kRestingSpeed * leg) resting.push_back(level);
            feet.push_back(level);
            lowest_foot = std::min(lowest_foot, level);
        }
        lowest.push_back(std::min(lowest_joint, lowest_foot));
        before = std::move(world);
    }
    if (lowest.empty()) return 0;
    const bool they_rest =
        static_cast<double>(resting.size()) > kRestingTime * static_cast<double>(lowest.size());
    std::vector<double>& tell = they_rest ? resting : feet;
    if (tell.empty()) return low(lowest);
    const double floor = low(tell);
    const auto below = std::count_if(lowest.begin(), lowest.end(),
                                     [&](double level) { return level < floor - kBelow * leg; });
    return static_cast<double>(below) > kBelowTime * static_cast<double>(lowest.size()) ? low(lowest) : floor;
}

}  // namespace im
