#include "engine/motion/representation/pose.h"

#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/placement.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

const Skeleton& skeleton = humanml3d_skeleton();
const RestPose& rest = humanml3d_rest_pose();

MotionClip rest_clip() {
    PosedMotion motion;
    motion.root_positions = {rest.offsets[0]};
    motion.rotations.assign(22, glm::dquat(1, 0, 0, 0));
    return forward_kinematics(motion, skeleton, rest);
}

/// The largest difference of a bone from its length in the rest pose, metres.
double length_error(const MotionClip& clip) {
    double worst = 0;
    for (int t = 0; t < clip.frame_count(); ++t) {
        for (std::size_t j = 1; j < 22; ++j) {
            const auto joints = clip.frame(t);
            const double length =
                glm::distance(joints[j], joints[static_cast<std::size_t>(skeleton.parents[j])]);
            worst = std::max(worst, std::abs(length - humanml3d_bone_lengths()[j]));
        }
    }
    return worst;
}

TEST(RestPose, IsATPoseThatFacesAheadOnTheFloor) {
    const MotionClip clip = rest_clip();
    const auto joints = clip.frame(0);
    const std::vector<glm::dvec3> doubles(joints.begin(), joints.end());
    const glm::dvec3 ahead = facing(doubles, skeleton);
    EXPECT_NEAR(std::atan2(ahead.x, ahead.z), 0, 0.01);
    EXPECT_LT(length_error(clip), 1e-6);
    float lowest = 1;
    for (const glm::vec3& p : joints) lowest = std::min(lowest, p.y);
    EXPECT_NEAR(lowest, 0, 1e-6);
    EXPECT_GT(joints[20].x, 0.6f);  // left hand towards +X
    EXPECT_LT(joints[21].x, -0.6f);
    EXPECT_NEAR(joints[20].y, joints[16].y, 1e-6);
    EXPECT_NEAR(joints[20].y, joints[21].y, 0.03);
    EXPECT_GT(joints[10].z, joints[7].z + 0.1f);  // feet ahead
    EXPECT_GT(joints[15].y, 1.4f);
}

TEST(Pose, OfTheRestPoseIsIdentity) {
    for (const glm::dquat& q : fit_pose(rest_clip(), skeleton, rest).rotations) EXPECT_NEAR(q.w, 1, 1e-9);
}

TEST(Pose, PutsTheJointsWhereTheyWere) {
    const MotionClip walking = moving_figure(50, [](int t) { return 0.1 * t; });
    const MotionClip anyhow = forward_kinematics(random_pose(300, 3), skeleton, rest);
    const glm::dquat quarter = glm::angleAxis(0.5 * std::numbers::pi, glm::dvec3(1, 0, 0));
    const glm::dquat half = glm::angleAxis(std::numbers::pi, glm::dvec3(0, 1, 0));
    for (const MotionClip& clip :
         {walking, anyhow, moved(walking, half, {}), moved(walking, quarter, {}),
          moved(walking, quarter * quarter, {}), moved(walking, half * quarter, {})}) {
        EXPECT_LT(largest_distance(restore_bone_lengths(clip, skeleton), clip), 2e-6);
    }
}

TEST(Pose, SurvivesBonesThatPointAgainstTheRestPose) {
    MotionClip clip = rest_clip();
    clip.frame(0)[18] =
        clip.frame(0)[16] - glm::vec3(0.25684f, 0, 0);  // left upper arm straight to the right
    clip.frame(0)[20] = clip.frame(0)[18] - glm::vec3(0.26601f, 0, 0);
    const PosedMotion pose = fit_pose(clip, skeleton, rest);
    EXPECT_LT(largest_distance(forward_kinematics(pose, skeleton, rest), clip), 1e-6);
    EXPECT_NEAR(pose.rotations[16].w, 0, 1e-4);
    EXPECT_EQ(pose.rotations[16], fit_pose(clip, skeleton, rest).rotations[16]);
}

TEST(Pose, OfAFrameDoesNotDependOnOtherFrames) {
    const MotionClip clip = moving_figure(20, [](int t) { return 0.3 * t; });
    const PosedMotion all = fit_pose(clip, skeleton, rest);
    MotionClip one;
    one.positions.assign(clip.frame(13).begin(), clip.frame(13).end());
    const PosedMotion alone = fit_pose(one, skeleton, rest);
    for (std::size_t j = 0; j < 22; ++j) EXPECT_EQ(alone.rotations[j], all.rotations[13 * 22 + j]);
}

TEST(Pose, RestoresLengthsAndKeepsHandsAndFeetInPlace) {
    MotionClip clip = moving_figure(60, [](int t) { return 0.1 * t; });
    const MotionClip exact = clip;
    std::mt19937 random(1);
    std::normal_distribution<float> noise(0, 0.01f);
    for (glm::vec3& p : clip.positions) p += glm::vec3(noise(random), noise(random), noise(random));
    const MotionClip restored = restore_bone_lengths(clip, skeleton);
    EXPECT_GT(length_error(clip), 0.02);
    EXPECT_LT(length_error(restored), 1e-6);
    double hands_and_feet = 0;
    for (int t = 0; t < 60; ++t) {
        for (const std::size_t j : {10u, 11u, 20u, 21u})
            hands_and_feet += glm::distance(restored.frame(t)[j], clip.frame(t)[j]) / 240;
    }
    EXPECT_LT(hands_and_feet, 0.015);
    EXPECT_LT(largest_distance(restore_bone_lengths(restored, skeleton), restored),
              1e-5);  // nothing left to restore
}

TEST(Pose, StaysFiniteWithoutBoneLengths) {
    MotionClip clip;
    clip.positions.assign(22, glm::vec3(1, 2, 3));
    const PosedMotion pose = fit_pose(clip, skeleton, rest);
    for (const glm::dquat& q : pose.rotations) EXPECT_EQ(q, glm::dquat(1, 0, 0, 0));
    EXPECT_LT(length_error(forward_kinematics(pose, skeleton, rest)), 1e-6);
}

TEST(Pose, RejectsOtherSizesAndNaN) {
    MotionClip clip = rest_clip();
    clip.positions[5].x = std::nanf("");
    EXPECT_THROW(fit_pose(clip, skeleton, rest), Error);
    EXPECT_THROW(fit_pose(rest_clip(), kit_skeleton(), rest), Error);
    EXPECT_THROW(fit_pose(rest_clip(), skeleton, RestPose{}), Error);
    PosedMotion pose = fit_pose(rest_clip(), skeleton, rest);
    pose.rotations.pop_back();
    EXPECT_THROW(forward_kinematics(pose, skeleton, rest), Error);
}

TEST(Pose, OfKitKeepsTheClipsOwnLengths) {
    // KIT-ML has no standard figure and its left is at -X in the raw offsets: stand one up in its own
    // proportions, facing ahead.
    const Skeleton& kit = kit_skeleton();
    MotionClip clip;
    clip.joint_count = 21;
    clip.fps = kit.fps;
    std::vector<glm::vec3> joints(21, glm::vec3(0, 10, 0));
    for (std::size_t j = 1; j < 21; ++j) {
        const glm::vec3 raw(kit.raw_offsets[j]);
        joints[j] = joints[static_cast<std::size_t>(kit.parents[j])] + 1.5f * glm::vec3(-raw.x, raw.y, raw.z);
    }
    clip.positions = joints;
    EXPECT_LT(largest_distance(restore_bone_lengths(clip, kit), clip), 1e-5);
    for (const glm::dquat& q : fit_pose(clip, kit, rest_pose_of(clip, kit)).rotations)
        EXPECT_NEAR(q.w, 1, 1e-6);
    EXPECT_LT(
        largest_distance(restore_bone_lengths(place_at_origin(clip, kit), kit), place_at_origin(clip, kit)),
        1e-5);
}

TEST(FootSkate, IsTheWayOfFeetThatShouldStand) {
    MotionClip clip;
    for (int t = 0; t < 11; ++t) {
        for (const glm::vec3& p : rest_clip().positions)
            clip.positions.push_back(p + glm::vec3(0.006f * t, 0, 0.008f * t));
    }
    const FootSkate skate = measure_foot_skate(clip, skeleton);
    EXPECT_NEAR(skate.mm_per_frame, 10, 1e-3);
    EXPECT_NEAR(skate.cm_per_second, 20, 1e-3);
    EXPECT_EQ(skate.contact_share, 1);
    EXPECT_EQ(skate.skating_share, 0);
    for (glm::vec3& p : clip.positions) p *= glm::vec3(3, 1, 3);  // 0.6 m/s
    EXPECT_EQ(measure_foot_skate(clip, skeleton).skating_share, 1);
}

TEST(FootSkate, LeavesOutFeetInTheAir) {
    MotionClip high, falling;
    for (int t = 0; t < 11; ++t) {
        for (const glm::vec3& p : rest_clip().positions) {
            high.positions.push_back(p + glm::vec3(0.1f * t, 0.06f, 0));
            falling.positions.push_back(p + glm::vec3(0.1f * t, 0.006f * t, 0));
        }
    }
    for (const MotionClip& clip : {high, falling}) {
        EXPECT_EQ(measure_foot_skate(clip, skeleton).contact_share, 0);
        EXPECT_EQ(measure_foot_skate(clip, skeleton).mm_per_frame, 0);
    }
    EXPECT_EQ(measure_foot_skate(rest_clip(), skeleton).contact_share, 0);  // one frame
}

}  // namespace
}  // namespace im::test
