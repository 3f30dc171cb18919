#include "tests/support/reader_corpus.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/placement.h"
#include "engine/motion/representation/rotations.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

constexpr double kDegrees = 180 / std::numbers::pi;

constexpr std::pair<Role, Role> kBones[] = {
    {kLeftHip, kLeftKnee},     {kRightHip, kRightKnee},     {kLeftKnee, kLeftAnkle},
    {kRightKnee, kRightAnkle}, {kLeftShoulder, kLeftElbow}, {kRightShoulder, kRightElbow},
    {kLeftElbow, kLeftWrist},  {kRightElbow, kRightWrist},  {kPelvis, kNeck}};

double degrees_between(const glm::dvec3& a, const glm::dvec3& b) {
    const double cosine = glm::dot(a, b) / std::max(1e-12, glm::length(a) * glm::length(b));
    return kDegrees * std::acos(std::clamp(cosine, -1.0, 1.0));
}

glm::dvec3 at(const MotionClip& clip, int frame, Role role) {
    return glm::dvec3(clip.frame(frame)[role]);
}

double lowest(const MotionClip& clip) {
    double low = 1e300;
    for (const glm::vec3& p : clip.positions) low = std::min(low, static_cast<double>(p.y));
    return low;
}

glm::dvec3 facing_of(const MotionClip& clip) {
    const std::vector<glm::dvec3> first(clip.frame(0).begin(), clip.frame(0).end());
    return facing(first, humanml3d_skeleton());
}

}  // namespace

PosedMotion corpus_pose() {
    PosedMotion pose = moving_pose(40, [](int t) { return 0.01 * t; });
    for (std::size_t t = 0; t < 40; ++t) {
        const double wave = 0.3 * std::sin(0.4 * static_cast<double>(t));
        pose.rotations[t * 22 + kLeftShoulder] = glm::angleAxis(0.9 + wave, glm::dvec3(0, 0, 1));
        pose.rotations[t * 22 + kRightElbow] = glm::angleAxis(1.2 + wave, glm::dvec3(0, 1, 0));
    }
    return pose;
}

MotionClip corpus_clip() {
    const MotionClip clip = forward_kinematics(corpus_pose(), humanml3d_skeleton(), humanml3d_rest_pose());
    return place_at_origin(clip, humanml3d_skeleton());
}

Rig corpus_rig() {
    return rig_of(humanml3d_skeleton(), humanml3d_rest_pose());
}

RigMotion corpus_motion() {
    return rig_motion_of(corpus_pose());
}

double worst_limb_degrees(const MotionClip& a, const MotionClip& b) {
    if (a.frame_count() != b.frame_count() || a.joint_count != b.joint_count) return 180;
    double worst = 0;
    for (int t = 0; t < a.frame_count(); ++t) {
        for (const auto& [start, end] : kBones)
            worst = std::max(
                worst, degrees_between(at(a, t, end) - at(a, t, start), at(b, t, end) - at(b, t, start)));
    }
    return worst;
}

void expect_corpus_clip(const MotionClip& found, double fps, const CorpusLimits& limits) {
    const MotionClip want = corpus_clip();
    EXPECT_NEAR(found.fps, fps, 0.01) << "rate";
    ASSERT_EQ(found.frame_count(), want.frame_count()) << "frames";
    ASSERT_EQ(found.joint_count, want.joint_count);
    // Arrays stay where they are: only what does not depend on the place is compared there.
    MotionClip seen = found;
    if (!limits.as_placed) seen = place_at_origin(found, humanml3d_skeleton());
    EXPECT_LT(worst_limb_degrees(seen, want), limits.limb_degrees) << "limbs";
    const int last = want.frame_count() - 1;
    EXPECT_NEAR(at(seen, 0, kHead).y, at(want, 0, kHead).y, limits.metres) << "height";
    EXPECT_NEAR(lowest(seen), lowest(want), limits.metres) << "floor";
    EXPECT_LT(degrees_between(facing_of(seen), facing_of(want)), limits.facing_degrees) << "facing";
    EXPECT_LT(glm::distance(at(seen, last, kPelvis), at(want, last, kPelvis)), 2 * limits.metres) << "path";
    EXPECT_GT(at(seen, 0, kLeftHip).x, at(seen, 0, kRightHip).x) << "left and right";
    EXPECT_GT(at(seen, 0, kLeftWrist).y, at(seen, 0, kRightWrist).y + 0.3) << "the left arm is raised";
}

void change_rest(Rig& rig, RigMotion& motion, const std::vector<glm::dquat>& rest) {
    const std::size_t J = rig.joints.size();
    for (std::size_t j = 0; j < J; ++j) {
        const int parent = rig.joints[j].parent;
        if (parent >= 0)
            rig.joints[j].rest.translation =
                glm::conjugate(rest[static_cast<std::size_t>(parent)]) * rig.joints[j].rest.translation;
    }
    for (std::size_t i = 0; i < motion.rotations.size(); ++i) {
        const int parent = rig.joints[i % J].parent;
        const glm::dquat above =
            parent < 0 ? glm::dquat(1, 0, 0, 0) : glm::conjugate(rest[static_cast<std::size_t>(parent)]);
        motion.rotations[i] = above * motion.rotations[i] * rest[i % J];
    }
}

void lay_along_x(Rig& rig, RigMotion& motion) {
    std::vector<glm::dquat> rest(rig.joints.size(), glm::dquat(1, 0, 0, 0));
    for (std::size_t j = rig.joints.size(); j-- > 1;) {
        const auto parent = static_cast<std::size_t>(rig.joints[j].parent);
        if (parent > 0) rest[parent] = between(glm::dvec3(1, 0, 0), rig.joints[j].rest.translation);
    }
    change_rest(rig, motion, rest);
}

void change_space(Rig& rig, RigMotion& motion, double scale, const glm::dquat& turn, const glm::dvec3& move) {
    const std::size_t J = rig.joints.size(), M = motion.moving.size();
    const auto is_root = [&rig](std::size_t j) { return rig.joints[j].parent < 0; };
    for (std::size_t j = 0; j < J; ++j) {
        glm::dvec3& place = rig.joints[j].rest.translation;
        place = scale * (turn * place);
    }
    // Joints rest unrotated: the turn goes into every offset, and rotations turn with it.
    for (std::size_t i = 0; i < motion.rotations.size(); ++i)
        motion.rotations[i] = turn * motion.rotations[i] * glm::conjugate(turn);
    for (std::size_t i = 0; i < motion.translations.size(); ++i) {
        const bool root = is_root(static_cast<std::size_t>(motion.moving[i % M]));
        motion.translations[i] = scale * (turn * motion.translations[i]) + (root ? move : glm::dvec3(0));
    }
}

void rename(Rig& rig, const std::vector<std::string>& names) {
    for (std::size_t j = 0; j < names.size(); ++j) rig.joints[j].name = names[j];
}

}  // namespace im::test
