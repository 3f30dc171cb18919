#include "engine/motion/representation/pose.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/rotations.h"
#include "engine/motion/rig/retarget.h"

namespace im {
namespace {

// Directions of the bones that end at each joint in the T-pose. Pelvis and chest, where several bones start,
// are rigid in captured motion: their inner angles are those of a least-squares average over 24,000 captured
// frames (residual 0.5 and 1 mm). The trunk leans as people stand; arms and legs are straight.
const std::array<glm::dvec3, 22> kRestDirections{{
    {0, 0, 0},                    // pelvis
    {0.5971, -0.8012, -0.0380},   // l_hip
    {-0.6056, -0.7950, -0.0357},  // r_hip
    {0.0079, 0.9676, -0.2523},    // spine1
    {0, -1, 0},                   // l_knee
    {0, -1, 0},                   // r_knee
    {0, 1, 0},                    // spine2
    {0, -1, 0},                   // l_ankle
    {0, -1, 0},                   // r_ankle
    {0, 0.889, 0.459},            // spine3
    {0, -0.42, 0.91},             // l_foot
    {0, -0.42, 0.91},             // r_foot
    {-0.0021, 0.9891, -0.1471},   // neck
    {0.5321, 0.8211, -0.2067},    // l_collar
    {-0.5451, 0.8146, -0.1982},   // r_collar
    {0, 0.747, 0.665},            // head
    {0.94, 0.33, -0.07},          // l_shoulder
    {-0.94, 0.33, -0.07},         // r_shoulder
    {1, 0, 0},                    // l_elbow
    {-1, 0, 0},                   // r_elbow
    {1, 0, 0},                    // l_wrist
    {-1, 0, 0},                   // r_wrist
}};

/// Puts the lowest joint on the floor.
void stand_on_floor(RestPose& rest, const Skeleton& skeleton) {
    rest.offsets[0] = {0, 0, 0};
    std::vector<double> heights(rest.offsets.size(), 0.0);
    for (std::size_t j = 1; j < heights.size(); ++j) {
        heights[j] = heights[static_cast<std::size_t>(skeleton.parents[j])] + rest.offsets[j].y;
    }
    rest.offsets[0].y = -*std::min_element(heights.begin(), heights.end());
}

RestPose make_humanml3d_rest_pose() {
    RestPose rest;
    for (std::size_t j = 0; j < kRestDirections.size(); ++j) {
        const double length = humanml3d_bone_lengths()[j];
        rest.offsets.push_back(j == 0 ? glm::dvec3(0) : length * glm::normalize(kRestDirections[j]));
    }
    stand_on_floor(rest, humanml3d_skeleton());
    return rest;
}

/// Eigenvector of the largest eigenvalue of a symmetric 4 x 4 matrix, by Jacobi rotations.
std::array<double, 4> dominant_eigenvector(std::array<std::array<double, 4>, 4> a) {
    std::array<std::array<double, 4>, 4> v{};
    for (std::size_t i = 0; i < 4; ++i) v[i][i] = 1;
    for (int sweep = 0; sweep < 20; ++sweep) {
        double off = 0, all = 0;
        for (std::size_t i = 0; i < 4; ++i) {
            for (std::size_t j = 0; j < 4; ++j) (i == j ? all : off) += a[i][j] * a[i][j];
        }
        if (off <= 1e-30 * all) break;
        for (std::size_t p = 0; p < 3; ++p) {
            for (std::size_t q = p + 1; q < 4; ++q) {
                if (a[p][q] == 0) continue;
                const double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
                const double t = (theta >= 0 ? 1 : -1) / (std::abs(theta) + std::sqrt(theta * theta + 1));
                const double c = 1 / std::sqrt(t * t + 1), s = t * c;
                for (std::size_t k = 0; k < 4; ++k) {
                    const double x = a[k][p], y = a[k][q];
                    a[k][p] = c * x - s * y;
                    a[k][q] = s * x + c * y;
                }
                for (std::size_t k = 0; k < 4; ++k) {
                    const double x = a[p][k], y = a[q][k];
                    a[p][k] = c * x - s * y;
                    a[q][k] = s * x + c * y;
                    const double vx = v[k][p], vy = v[k][q];
                    v[k][p] = c * vx - s * vy;
                    v[k][q] = s * vx + c * vy;
                }
            }
        }
    }
    std::size_t best = 0;
    for (std::size_t i = 1; i < 4; ++i) {
        if (a[i][i] > a[best][best]) best = i;
    }
    return {v[0][best], v[1][best], v[2][best], v[3][best]};
}

glm::dquat with_positive_w(const glm::dquat& q) {
    return q.w < 0 ? -q : q;
}

/// The rotation that turns `from` onto `to` with the least squared distance (Horn, "Closed-form solution of
/// absolute orientation using unit quaternions", 1987).
class LeastSquaresRotation {
  public:
    void add(const glm::dvec3& from, const glm::dvec3& to) { sums_ += glm::outerProduct(to, from); }

    glm::dquat solve() const {
        const auto s = [this](int from, int to) { return sums_[from][to]; };
        const double xx = s(0, 0), xy = s(0, 1), xz = s(0, 2), yx = s(1, 0), yy = s(1, 1), yz = s(1, 2),
                     zx = s(2, 0), zy = s(2, 1), zz = s(2, 2);
        if (!(std::abs(xx) + std::abs(xy) + std::abs(xz) + std::abs(yx) + std::abs(yy) + std::abs(yz) +
                  std::abs(zx) + std::abs(zy) + std::abs(zz) >
              1e-18)) {
            return {1, 0, 0, 0};
        }
        const auto q = dominant_eigenvector({{{xx + yy + zz, yz - zy, zx - xz, xy - yx},
                                              {yz - zy, xx - yy - zz, xy + yx, zx + xz},
                                              {zx - xz, xy + yx, yy - xx - zz, yz + zy},
                                              {xy - yx, zx + xz, yz + zy, zz - xx - yy}}});
        return glm::normalize(glm::dquat(q[0], q[1], q[2], q[3]));
    }

  private:
    glm::dmat3 sums_ = glm::dmat3(0);  // [from][to]
};

std::vector<std::vector<std::size_t>> children_of(const Skeleton& skeleton) {
    std::vector<std::vector<std::size_t>> children(skeleton.parents.size());
    for (std::size_t j = 1; j < children.size(); ++j)
        children[static_cast<std::size_t>(skeleton.parents[j])].push_back(j);
    return children;
}

/// Joints from which no branching joint can be reached: legs, arms, head.
std::vector<bool> limb_joints(const std::vector<std::vector<std::size_t>>& children) {
    std::vector<bool> limb(children.size());
    for (std::size_t j = children.size(); j-- > 0;) {
        limb[j] = children[j].empty() || (children[j].size() == 1 && limb[children[j].front()]);
    }
    return limb;
}

void check_counts(int joint_count, const Skeleton& skeleton, const RestPose& rest) {
    if (joint_count == skeleton.joint_count() && static_cast<int>(rest.offsets.size()) == joint_count) return;
    throw input_error("pose: expected {} joints ({}), found {} with {} rest offsets", skeleton.joint_count(),
                      skeleton.name, joint_count, rest.offsets.size());
}

}  // namespace

const RestPose& humanml3d_rest_pose() {
    static const RestPose rest = make_humanml3d_rest_pose();
    return rest;
}

RestPose rest_pose_of(const MotionClip& clip, const Skeleton& skeleton) {
    if (skeleton.name == humanml3d_skeleton().name) return humanml3d_rest_pose();
    RestPose rest{offsets_of(clip, skeleton)};
    // KIT's raw offsets put the left side towards -X.
    const double mirrored = facing(skeleton.raw_offsets, skeleton).z < 0 ? -1 : 1;
    for (glm::dvec3& offset : rest.offsets) offset.x *= mirrored;
    stand_on_floor(rest, skeleton);
    return rest;
}

PosedMotion fit_pose(const MotionClip& clip, const Skeleton& skeleton, const RestPose& rest) {
    check_clip(clip, skeleton);
    check_counts(clip.joint_count, skeleton, rest);
    const auto children = children_of(skeleton);
    const auto limb = limb_joints(children);
    const auto J = children.size();
    PosedMotion motion;
    motion.fps = clip.fps;
    motion.joint_count = clip.joint_count;
    motion.rotations.reserve(clip.positions.size());
    std::vector<glm::dvec3> targets(J), placed(J);  // where joints should be, and where the rig puts them
    std::vector<glm::dquat> global(J);
    for (int t = 0; t < clip.frame_count(); ++t) {
        std::copy(clip.frame(t).begin(), clip.frame(t).end(), targets.begin());
        motion.root_positions.push_back(targets[0]);
        for (std::size_t j = 0; j < J; ++j) {
            glm::dquat parent(1, 0, 0, 0);
            placed[j] = targets[j];
            if (j > 0) {
                const auto above = static_cast<std::size_t>(skeleton.parents[j]);
                parent = global[above];
                placed[j] = placed[above] + parent * rest.offsets[j];
            }
            const glm::dquat to_parent = glm::conjugate(parent);
            glm::dquat local(1, 0, 0, 0);
            if (children[j].size() == 1) {
                // A limb's bone aims at the next joint from where its own start came to lie, so that errors
                // of length do not add up on the way to hands and feet. The short bones of the trunk keep
                // their directions.
                const std::size_t child = children[j].front();
                const glm::dvec3 bone = targets[child] - targets[j];
                const glm::dvec3 aim = limb[j] ? targets[child] - placed[j] : bone;
                if (glm::length(bone) > 1e-9) local = between(rest.offsets[child], to_parent * aim);
            } else if (children[j].size() > 1) {
                LeastSquaresRotation fit;
                for (const std::size_t child : children[j]) {
                    fit.add(rest.offsets[child], to_parent * (targets[child] - targets[j]));
                }
                local = fit.solve();
            }
            global[j] = glm::normalize(parent * local);
            motion.rotations.push_back(with_positive_w(local));
        }
    }
    return motion;
}

MotionClip forward_kinematics(const PosedMotion& motion, const Skeleton& skeleton, const RestPose& rest) {
    check_counts(motion.joint_count, skeleton, rest);
    const auto J = static_cast<std::size_t>(motion.joint_count);
    if (motion.rotations.size() != motion.root_positions.size() * J) {
        throw input_error("pose: expected {} rotations for {} frames, found {}",
                          motion.root_positions.size() * J, motion.root_positions.size(),
                          motion.rotations.size());
    }
    MotionClip clip;
    clip.fps = motion.fps;
    clip.joint_count = motion.joint_count;
    clip.positions.reserve(motion.rotations.size());
    std::vector<glm::dvec3> positions(J);
    std::vector<glm::dquat> global(J);
    for (std::size_t t = 0; t < motion.root_positions.size(); ++t) {
        const glm::dquat* local = motion.rotations.data() + t * J;
        positions[0] = motion.root_positions[t];
        global[0] = local[0];
        for (std::size_t j = 1; j < J; ++j) {
            const auto parent = static_cast<std::size_t>(skeleton.parents[j]);
            positions[j] = positions[parent] + global[parent] * rest.offsets[j];
            global[j] = global[parent] * local[j];
        }
        clip.positions.insert(clip.positions.end(), positions.begin(), positions.end());
    }
    return clip;
}

MotionClip restore_bone_lengths(const MotionClip& clip, const Skeleton& skeleton) {
    const RestPose rest = rest_pose_of(clip, skeleton);
    return forward_kinematics(fit_pose(clip, skeleton, rest), skeleton, rest);
}

}  // namespace im
