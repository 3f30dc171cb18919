#include "engine/motion/contact_goals.h"

#include <algorithm>

#include <glm/geometric.hpp>

namespace im {
namespace {

// Weights: one over the metres that count as much as a turn of the trunk by 0.1 radians.
constexpr double kUpright = 100, kLevel = 35;              // on the floor
constexpr double kAirUpright = 20, kAirLevel = 20;         // an ankle in the air
constexpr double kKneeling = 0.3;                          // share of an ankle's level weight below a knee that is down
constexpr double kAnkleNear = 0.16, kAnkleFar = 0.3;       // leg lengths

constexpr std::pair<Role, Role> kShins[] = {{kLeftKnee, kLeftAnkle}, {kRightKnee, kRightAnkle}};

double smooth(double u) {
    u = std::clamp(u, 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

std::size_t size(int i) {
    return static_cast<std::size_t>(i);
}

}  // namespace

const std::vector<ContactGoals::Point>& ContactGoals::points() {
    // Joints lie as deep under the skin as these heights say. Between the hips, and not at the pelvis, is where
    // rigs agree.
    static const std::vector<Point> points = {
        {kLeftKnee, kLeftKnee, 0.16, 0.28},         {kRightKnee, kRightKnee, 0.16, 0.28},
        {kLeftWrist, kLeftWrist, 0.16, 0.28},       {kRightWrist, kRightWrist, 0.16, 0.28},
        {kLeftElbow, kLeftElbow, 0.14, 0.26},       {kRightElbow, kRightElbow, 0.14, 0.26},
        {kLeftHip, kRightHip, 0.22, 0.36},          {kLeftShoulder, kLeftShoulder, 0.22, 0.36},
        {kRightShoulder, kRightShoulder, 0.22, 0.36}, {kHead, kHead, 0.22, 0.36}};
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
        goals.push_back({target(point.role), target(point.other), scale_ * place, kUpright * near, kLevel * near});
    }
    for (std::size_t side = 0; side < 2; ++side) {
        const Role ankle = kShins[side].second;
        const Transform& foot = world[source(ankle)];
        // A sole holds its ankle up only as far as it is below it.
        const glm::dquat turn = foot.rotation * glm::conjugate(rest_[source(ankle)].rotation);
        const double below = std::max(0.0, (turn * glm::dvec3(0, 1, 0)).y);
        const double low = smooth((kAnkleFar * leg_ - foot.translation.y) / ((kAnkleFar - kAnkleNear) * leg_));
        goals.push_back({target(ankle), target(ankle), scale_ * foot.translation + glm::dvec3(0, lift_ * below, 0),
                         kAirUpright + (kUpright - kAirUpright) * low,
                         (kAirLevel + (kLevel - kAirLevel) * low) * (1 - (1 - kKneeling) * kneeling[side])});
    }
    return goals;
}

}  // namespace im
