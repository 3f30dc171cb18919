#pragma once
// Where retargeting puts what else than feet is on the floor: knees, hands, elbows, hips, shoulders, head.

#include <vector>

#include "engine/motion/clean_up/pose_goals.h"
#include "engine/motion/rig/rig.h"

namespace im {

/// From a source's frame, floor at y = 0, to goals of the target's pose. A joint's weight grows from nothing
/// to all as it comes down to the floor, so that goals come and go smoothly, whatever the frame rate.
class ContactGoals {
  public:
    /// `scale`: target's leg length by the source's; `lift`: how much higher the target's ankles rest than
    /// the scaled source's. Both rigs rest upright on y = 0 and stay alive.
    ContactGoals(const Rig& source, const Rig& target, double scale, double lift);
    /// 0: nothing but feet is near the floor; 1: something is on it. `world`: the source's joints.
    double strength(const std::vector<Transform>& world) const;
    /// All that is near the floor goes where the scaled source has it; ankles do in any case, less strictly
    /// over the floor where their knee is down.
    std::vector<PoseGoal> goals(const std::vector<Transform>& world) const;

    /// Where the ankle of a side (0 left, 1 right) shall be, and how strictly, 0 to 1: a sole that stands
    /// while its knee is up does not slide.
    struct Sole {
        glm::dvec3 ankle;
        double stands;
    };
    Sole sole(const std::vector<Transform>& world, int side) const;

  private:
    struct Point {
        Role role, other;  ///< the middle of two, or the same twice
        double near, far;  ///< heights of full and no weight, leg lengths
    };
    static const std::vector<Point>& points();
    bool known(Role role) const;
    double nearness(const std::vector<Transform>& world, const Point& point) const;

    const Rig &source_, &target_;
    std::vector<Transform> rest_;  // of the source
    double scale_, lift_, leg_;
};

}  // namespace im
