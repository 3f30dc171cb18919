#pragma once
// Inverse kinematics of a whole rig: joints come to where they shall be, all others give way a little.

#include <span>
#include <vector>

#include "engine/motion/rig/rig.h"

namespace im {

class NormalEquations;

/// Where a joint, or the middle between two, shall be. A weight is one over the metres that count as much as
/// a turn of the trunk by 0.1 radians; 0: no matter.
struct PoseGoal {
    std::size_t joint = 0, other = 0;  ///< the same twice for one joint
    glm::dvec3 place{0, 0, 0};         ///< world
    double upright = 0, level = 0;     ///< weights of the distance along y, and of that over the floor
};

/// Weighted least squares (Gauss-Newton) of the goals' distances and of all turns and moves: limbs turn
/// easily, knees and elbows about their hinges rather than sideways, the trunk stiffly; the figure as a whole
/// shifts. Few of the goals need to be reachable, and what they ask of the pose varies smoothly with them.
class PoseSolver {
  public:
    /// The rig's parts are known (Rig::roles), kNeededRoles at least; it stays alive.
    explicit PoseSolver(const Rig& rig);
    /// `posed`: world transforms of the rig's joints, J; bones keep their lengths.
    void solve(std::vector<Transform>& posed, std::span<const PoseGoal> goals) const;

  private:
    struct Freedom {
        std::size_t joint = 0;
        bool turns = true;                   ///< about itself; else it moves, and all below with it
        double stiffness = 0;                ///< per radian or metre, as PoseGoal's weights
        int above = -1, below = -1;          ///< of hinges: the joints where the two bones start and end
        std::vector<std::size_t> carried{};  ///< the joint and all below it
    };
    void add(Role role, bool turns, double stiffness, Role above = kRoleCount, Role below = kRoleCount);
    void add_rows(const PoseGoal& goal, const std::vector<Transform>& posed,
                  NormalEquations& equations) const;
    glm::dmat3 stiffness_of(const Freedom& freedom, const std::vector<Transform>& posed) const;

    const Rig& rig_;
    std::vector<Freedom> freedoms_;  // parents first
};

}  // namespace im
