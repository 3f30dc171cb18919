#include "engine/motion/clean_up/pose_goals.h"

#include <algorithm>
#include <cmath>

#include <glm/geometric.hpp>

namespace im {
namespace {

constexpr int kSteps = 8;
constexpr double kStepMax = 0.4;  // radians or metres of one freedom
constexpr double kDone = 1e-5;    // a step of less ends the search
// Stiffness: one over the radians, or metres, that count as much as a goal missed by one over its weight.
constexpr double kTrunk = 10, kLimb = 4, kHinge = 3, kSideways = 12, kShift = 5;
constexpr double kStraight = 0.35;  // sine of the bend below which a hinge's axis is not yet clear

std::size_t size(int i) {
    return static_cast<std::size_t>(i);
}

double smooth(double u) {
    u = std::clamp(u, 0.0, 1.0);
    return u * u * (3 - 2 * u);
}

glm::dquat turn_of(const glm::dvec3& v) {
    const double angle = glm::length(v);
    return angle > 1e-12 ? glm::angleAxis(angle, v / angle) : glm::dquat(1, 0, 0, 0);
}

}  // namespace

/// Least squares by their normal equations, filled row by row.
class NormalEquations {
  public:
    explicit NormalEquations(std::size_t unknowns)
        : n_(unknowns), matrix_(unknowns * unknowns, 0.0), right_(unknowns, 0.0) {}
    /// row . x = value
    void add(const std::vector<double>& row, double value) {
        for (std::size_t i = 0; i < n_; ++i) {
            if (row[i] == 0) continue;
            right_[i] += row[i] * value;
            for (std::size_t k = 0; k <= i; ++k) matrix_[i * n_ + k] += row[i] * row[k];
        }
    }
    void add_at(std::size_t i, std::size_t k, double value) {
        matrix_[std::max(i, k) * n_ + std::min(i, k)] += value;
    }
    void add_right(std::size_t i, double value) { right_[i] += value; }
    /// By Cholesky's decomposition; the matrix is positive definite where every unknown is stiff.
    std::vector<double> solve() {
        for (std::size_t i = 0; i < n_; ++i) {
            for (std::size_t k = 0; k <= i; ++k) {
                double sum = matrix_[i * n_ + k];
                for (std::size_t m = 0; m < k; ++m) sum -= matrix_[i * n_ + m] * matrix_[k * n_ + m];
                matrix_[i * n_ + k] = i == k ? std::sqrt(std::max(sum, 1e-12)) : sum / matrix_[k * n_ + k];
            }
        }
        std::vector<double> x = right_;
        for (std::size_t i = 0; i < n_; ++i) {
            for (std::size_t k = 0; k < i; ++k) x[i] -= matrix_[i * n_ + k] * x[k];
            x[i] /= matrix_[i * n_ + i];
        }
        for (std::size_t i = n_; i-- > 0;) {
            for (std::size_t k = i + 1; k < n_; ++k) x[i] -= matrix_[k * n_ + i] * x[k];
            x[i] /= matrix_[i * n_ + i];
        }
        return x;
    }

  private:
    std::size_t n_;
    std::vector<double> matrix_, right_;  // the lower triangle
};

PoseSolver::PoseSolver(const Rig& rig) : rig_(rig) {
    add(kPelvis, false, kShift);
    for (const Role role : {kPelvis, kSpine1, kSpine3}) add(role, true, kTrunk);
    add(kNeck, true, kTrunk);
    for (const int side : {0, 1}) {
        const auto of_side = [side](Role left) { return static_cast<Role>(left + side); };
        add(of_side(kLeftHip), true, kLimb);
        add(of_side(kLeftKnee), true, kHinge, of_side(kLeftHip), of_side(kLeftAnkle));
        add(of_side(kLeftShoulder), true, kLimb);
        add(of_side(kLeftElbow), true, kHinge, of_side(kLeftShoulder), of_side(kLeftWrist));
    }
    std::stable_sort(freedoms_.begin(), freedoms_.end(),
                     [](const Freedom& a, const Freedom& b) { return a.joint < b.joint; });
}

void PoseSolver::add(Role role, bool turns, double stiffness, Role above, Role below) {
    const int joint = rig_.roles[size(role)];
    if (joint < 0) return;
    Freedom freedom{size(joint), turns, stiffness};
    if (above != kRoleCount && rig_.roles[size(above)] >= 0 && rig_.roles[size(below)] >= 0) {
        freedom.above = rig_.roles[size(above)];
        freedom.below = rig_.roles[size(below)];
    }
    std::vector<bool> carried(rig_.joints.size(), false);
    for (std::size_t j = freedom.joint; j < carried.size(); ++j) {
        const int parent = rig_.joints[j].parent;
        carried[j] = j == freedom.joint || (parent >= 0 && carried[size(parent)]);
        if (carried[j]) freedom.carried.push_back(j);
    }
    freedoms_.push_back(std::move(freedom));
}

/// How the goal's place changes with every freedom, and how much of it is missing.
void PoseSolver::add_rows(const PoseGoal& goal, const std::vector<Transform>& posed,
                          NormalEquations& equations) const {
    const auto place = [&posed](std::size_t joint) -> const glm::dvec3& { return posed[joint].translation; };
    std::vector<double> rows[3];
    for (auto& row : rows) row.assign(3 * freedoms_.size(), 0);
    for (std::size_t f = 0; f < freedoms_.size(); ++f) {
        const Freedom& freedom = freedoms_[f];
        for (const std::size_t joint : {goal.joint, goal.other}) {
            if (!std::binary_search(freedom.carried.begin(), freedom.carried.end(), joint)) continue;
            const glm::dvec3 arm = place(joint) - place(freedom.joint);
            for (int axis = 0; axis < 3; ++axis) {
                glm::dvec3 unit(0);
                unit[axis] = 1;
                const glm::dvec3 way = freedom.turns ? glm::cross(unit, arm) : unit;
                for (int row = 0; row < 3; ++row) rows[row][3 * f + size(axis)] += 0.5 * way[row];
            }
        }
    }
    const glm::dvec3 missing = goal.place - 0.5 * (place(goal.joint) + place(goal.other));
    for (int row = 0; row < 3; ++row) {
        const double weight = row == 1 ? goal.upright : goal.level;
        if (weight == 0) continue;
        for (double& value : rows[row]) value *= weight;
        equations.add(rows[row], weight * missing[row]);
    }
}

/// The square of the stiffness, by direction: of a hinge less about its axis, once it is bent.
glm::dmat3 PoseSolver::stiffness_of(const Freedom& freedom, const std::vector<Transform>& posed) const {
    glm::dmat3 stiff(freedom.stiffness * freedom.stiffness);
    if (freedom.above < 0) return stiff;
    const glm::dvec3 here = posed[freedom.joint].translation,
                     first = here - posed[size(freedom.above)].translation,
                     second = posed[size(freedom.below)].translation - here,
                     across = glm::cross(first, second);
    const double lengths = glm::length(first) * glm::length(second), sine = glm::length(across);
    if (!(sine > 1e-9) || !(lengths > 0)) return stiff;
    const glm::dvec3 hinge = across / sine;
    const double more = (kSideways * kSideways - kHinge * kHinge) * smooth(sine / lengths / kStraight);
    return stiff + more * (glm::dmat3(1) - glm::outerProduct(hinge, hinge));
}

void PoseSolver::solve(std::vector<Transform>& posed, std::span<const PoseGoal> goals) const {
    std::vector<glm::dvec3> so_far(freedoms_.size(), glm::dvec3(0));
    for (int step = 0; step < kSteps; ++step) {
        NormalEquations equations(3 * freedoms_.size());
        for (const PoseGoal& goal : goals) add_rows(goal, posed, equations);
        for (std::size_t f = 0; f < freedoms_.size(); ++f) {
            const glm::dmat3 stiff = stiffness_of(freedoms_[f], posed);
            const glm::dvec3 pull = stiff * so_far[f];
            for (int i = 0; i < 3; ++i) {
                equations.add_right(3 * f + size(i), -pull[i]);
                for (int k = 0; k <= i; ++k) equations.add_at(3 * f + size(i), 3 * f + size(k), stiff[k][i]);
            }
        }
        const std::vector<double> x = equations.solve();
        double longest = 0;
        for (std::size_t f = 0; f < freedoms_.size(); ++f) {
            glm::dvec3 by(x[3 * f], x[3 * f + 1], x[3 * f + 2]);
            const double length = glm::length(by);
            if (length > kStepMax) by *= kStepMax / length;
            longest = std::max(longest, length);
            so_far[f] += by;
            const Freedom& freedom = freedoms_[f];
            const glm::dvec3 center = posed[freedom.joint].translation;
            const glm::dquat turn = turn_of(by);
            const Transform change =
                freedom.turns ? Transform{center - turn * center, turn} : Transform{by, {1, 0, 0, 0}};
            for (const std::size_t joint : freedom.carried) posed[joint] = change * posed[joint];
        }
        if (longest < kDone) break;
    }
}

}  // namespace im
