#include "engine/motion/clean_up/contact_goals.h"

#include <algorithm>

#include <glm/geometric.hpp>

namespace im {
namespace {

// Weights: one over the metres that count as much as a turn of the trunk by 0.1 radians.
constexpr double kUpright = 100, kLevel = 35;       // on the floor
constexpr double kAirUpright = 20, kAirLevel = 20;  // an ankle in the air
constexpr double kKneeling = 0.3;  // share of an ankle's level weight below a knee that is down
constexpr double kAnkleNear = 0.16, kAnkleFar = 0.3;  // leg lengths

constexpr double kSoleHolds = 0.6;                // cosine of a sole that still holds its ankle up
constexpr double kSoleUp = 0.3, kSoleDown = 0.8;  // cosines of a sole that stands not at all, and flat

double smooth(double u) {
    u = std::clamp(u, 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

std::size_t size(int i) {
    return static_cast<std::size_t>(i);
}

}  // namespace

const std::vector<ContactGoals::Point>& ContactGoals::points() {
    // Joints lie as deep under the skin as these heights say. Between the hips, and not at the pelvis, is
    // where rigs agree.
    static const std::vector<Point> points = {{kLeftKnee, kLeftKnee, 0.15, 0.42},
                                              {kRightKnee, kRightKnee, 0.15, 0.42},
                                              {kLeftWrist, kLeftWrist, 0.15, 0.42},
                                              {kRightWrist, kRightWrist, 0.15, 0.42},
                                              {kLeftElbow, kLeftElbow, 0.15, 0.42},
                                              {kRightElbow, kRightElbow, 0.15, 0.42},
                                              {kLeftHip, kRightHip, 0.2, 0.36},
                                              {kLeftShoulder, kLeftShoulder, 0.2, 0.45},
                                              {kRightShoulder, kRightShoulder, 0.2, 0.45},
                                              {kHead, kHead, 0.2, 0.45}};
    return points;
}

ContactGoals::ContactGoals(const Rig& source, const Rig& target, double scale, double lift)
    : source_(source), target_(target), rest_(rest_transforms(source)), scale_(scale), lift_(lift) {
    const auto at = [this](Role role) { return rest_[size(source_.roles[size(role)])].translation; };
    leg_ = glm::distance(at(kLeftHip), at(kLeftKnee)) + glm::distance(at(kLeftKnee), at(kLeftAnkle));
}

bool ContactGoals::known(Role role) const {
    return source_.roles[size(role)] >= 0 && target_.roles[size(role)] >= 0;
}

double ContactGoals::nearness(const std::vector<Transform>& world, const Point& point) const {
    if (!known(point.role) || !known(point.other)) return 0;
    const double height = 0.5 * (world[size(source_.roles[size(point.role)])].translation.y +
                                 world[size(source_.roles[size(point.other)])].translation.y);
    return smooth((point.far * leg_ - height) / ((point.far - point.near) * leg_));
}

double ContactGoals::strength(const std::vector<Transform>& world) const {
    double most = 0;
    for (const Point& point : points()) most = std::max(most, nearness(world, point));
    return most;
}

std::vector<PoseGoal> ContactGoals::goals(const std::vector<Transform>& world) const {
    const auto source = [this](Role role) { return size(source_.roles[size(role)]); };
    const auto target = [this](Role role) { return size(target_.roles[size(role)]); };
    std::vector<PoseGoal> goals;
    double kneeling[2] = {0, 0};
    for (const Point& point : points()) {
        const double near = nearness(world, point);
        if (near == 0) continue;
        if (point.role == kLeftKnee || point.role == kRightKnee) kneeling[point.role - kLeftKnee] = near;
        const glm::dvec3 place =
            0.5 * (world[source(point.role)].translation + world[source(point.other)].translation);
        goals.push_back(
            {target(point.role), target(point.other), scale_ * place, kUpright * near, kLevel * near});
    }
    for (const int side : {0, 1}) {
        const auto ankle = static_cast<Role>(kLeftAnkle + side);
        const double low = nearness(world, {ankle, ankle, kAnkleNear, kAnkleFar});
        const double level = 1 - (1 - kKneeling) * kneeling[size(side)];
        goals.push_back({target(ankle), target(ankle), sole(world, side).ankle,
                         kAirUpright + (kUpright - kAirUpright) * low,
                         (kAirLevel + (kLevel - kAirLevel) * low) * level});
    }
    return goals;
}

ContactGoals::Sole ContactGoals::sole(const std::vector<Transform>& world, int side) const {
    const auto ankle = static_cast<Role>(kLeftAnkle + side), knee = static_cast<Role>(kLeftKnee + side);
    const std::size_t joint = size(source_.roles[size(ankle)]);
    const glm::dquat turn = world[joint].rotation * glm::conjugate(rest_[joint].rotation);
    // A sole holds its ankle up only where it is below it.
    const double below = (turn * glm::dvec3(0, 1, 0)).y;
    const double kneeling = nearness(world, points()[size(knee - kLeftKnee)]);
    return {scale_ * world[joint].translation + glm::dvec3(0, lift_ * smooth(below / kSoleHolds), 0),
            nearness(world, {ankle, ankle, kAnkleNear, kAnkleFar}) *
                smooth((below - kSoleUp) / (kSoleDown - kSoleUp)) * (1 - kneeling)};
}

}  // namespace im
