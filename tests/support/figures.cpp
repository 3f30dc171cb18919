#include "tests/support/figures.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/motion/clean_up/floor.h"
#include "engine/motion/representation/placement.h"

namespace im::test {

PosedMotion moving_pose(int frames, const std::function<double(int)>& heading, double speed) {
    enum { pelvis, l_hip, r_hip, spine1, l_knee, r_knee, l_shoulder = 16, r_shoulder, l_elbow, r_elbow };
    const glm::dvec3 x(1, 0, 0), y(0, 1, 0), z(0, 0, 1);
    PosedMotion motion;
    glm::dvec3 root(0.3, humanml3d_rest_pose().offsets[0].y, -0.2);
    for (int t = 0; t < frames; ++t) {
        const double phase = 0.35 * t, swing = 0.4 * std::sin(phase);
        std::vector<glm::dquat> local(22, glm::dquat(1, 0, 0, 0));
        local[pelvis] = glm::angleAxis(heading(t), y);
        local[l_hip] = glm::angleAxis(-swing, x);
        local[r_hip] = glm::angleAxis(swing, x);
        local[l_knee] = glm::angleAxis(0.3 + 0.25 * std::cos(phase), x);
        local[r_knee] = glm::angleAxis(0.3 - 0.25 * std::cos(phase), x);
        local[spine1] = glm::angleAxis(0.1 * std::sin(phase), y);
        local[l_shoulder] = glm::angleAxis(swing, x) * glm::angleAxis(-1.3, z);
        local[r_shoulder] = glm::angleAxis(-swing, x) * glm::angleAxis(1.3, z);
        local[l_elbow] = glm::angleAxis(-0.5, y);
        local[r_elbow] = glm::angleAxis(0.5, y);
        motion.rotations.insert(motion.rotations.end(), local.begin(), local.end());
        motion.root_positions.push_back(root);
        root += speed / motion.fps * glm::dvec3(std::sin(heading(t)), 0, std::cos(heading(t)));
    }
    return motion;
}

MotionClip moving_figure(int frames, const std::function<double(int)>& heading, double speed) {
    return forward_kinematics(moving_pose(frames, heading, speed), humanml3d_skeleton(),
                              humanml3d_rest_pose());
}

PosedMotion random_pose(int frames, unsigned seed) {
    std::mt19937 random(seed);
    std::normal_distribution<double> normal;
    PosedMotion motion;
    for (int t = 0; t < frames; ++t) {
        motion.root_positions.emplace_back(normal(random), normal(random), normal(random));
        for (int j = 0; j < 22; ++j) {
            const double w = normal(random), x = normal(random), y = normal(random), z = normal(random);
            motion.rotations.push_back(glm::normalize(glm::dquat(w, x, y, z)));
        }
    }
    return motion;
}

double largest_distance(const MotionClip& a, const MotionClip& b) {
    if (a.positions.size() != b.positions.size() || a.positions.empty())
        return std::numeric_limits<double>::quiet_NaN();
    double largest = 0;
    for (std::size_t i = 0; i < a.positions.size(); ++i) {
        const double distance = glm::distance(glm::dvec3(a.positions[i]), glm::dvec3(b.positions[i]));
        if (std::isnan(distance)) return distance;
        largest = std::max(largest, distance);
    }
    return largest;
}

double scene_error(const FigureScene& want, const FigureScene& found) {
    double worst = 0;
    for (int t = 0; t < want.motion.frame_count(); ++t) {
        const auto a = world_transforms(want.rig, want.motion, t),
                   b = world_transforms(found.rig, found.motion, t);
        for (std::size_t j = 0; j < a.size(); ++j) {
            const auto same =
                std::find_if(found.rig.joints.begin(), found.rig.joints.end(),
                             [&](const RigJoint& joint) { return joint.name == want.rig.joints[j].name; });
            if (same == found.rig.joints.end()) {
                ADD_FAILURE() << "no joint " << want.rig.joints[j].name;
                return 1e9;
            }
            const auto at = static_cast<std::size_t>(same - found.rig.joints.begin());
            worst = std::max(worst, glm::distance(a[j].translation, b[at].translation));
        }
    }
    return worst;
}

MotionClip as_read(const MotionClip& clip) {
    const Skeleton& skeleton = humanml3d_skeleton();
    const RestPose& rest = humanml3d_rest_pose();
    const RigMotion motion = rig_motion_of(fit_pose(clip, skeleton, rest));
    return place_over_origin(clip, skeleton, floor_height(rig_of(skeleton, rest), motion));
}

MotionClip moved(MotionClip clip, const glm::dquat& rotation, const glm::dvec3& by) {
    for (glm::vec3& p : clip.positions) p = glm::vec3(rotation * glm::dvec3(p) + by);
    return clip;
}

}  // namespace im::test
