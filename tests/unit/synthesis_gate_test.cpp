#include "engine/synthesis/gate.h"

#include <limits>

#include <gtest/gtest.h>
#include <glm/glm.hpp>

#include "engine/synthesis/clip_traits.h"
#include "tests/support/figures.h"

namespace im {
namespace {

const Skeleton& skeleton = humanml3d_skeleton();

/// Stands and swings its arms.
MotionClip standing_figure(int frames) {
    PosedMotion pose = test::moving_pose(
        frames, [](int) { return 0.0; }, 0.0);
    for (int t = 0; t < frames; ++t) {
        glm::dquat* local = pose.rotations.data() + static_cast<std::size_t>(t) * 22;
        for (const int j : {kLeftHip, kRightHip, kLeftKnee, kRightKnee}) local[j] = {1, 0, 0, 0};
    }
    return forward_kinematics(pose, skeleton, humanml3d_rest_pose());
}

class Gate : public testing::Test {
  protected:
    MotionClip clip = standing_figure(60);
    GateMeasures parts = measure_for_gate(clip, skeleton);
    std::string refusal() const { return gate_refusal(clip, parts, skeleton).value_or("passes"); }
};

TEST_F(Gate, AMotionLikeItsPartsPasses) {
    EXPECT_EQ(refusal(), "passes");
}

TEST_F(Gate, LengthsOutOfRangeAreRefused) {
    const MotionClip whole = clip;
    clip = frames_of(whole, 0, 23);
    EXPECT_EQ(refusal(), "length");
    clip = test::moving_figure(198, [](int) { return 0.0; });
    EXPECT_EQ(refusal(), "length");
}

TEST_F(Gate, NotANumberIsRefused) {
    clip.positions[300].x = std::numeric_limits<float>::quiet_NaN();
    EXPECT_EQ(refusal(), "not finite");
}

TEST_F(Gate, AJumpIsRefusedByItsSpeed) {
    for (int t = 30; t < 60; ++t) {
        for (glm::vec3& p : clip.frame(t)) p.z += 0.9f;
    }
    EXPECT_EQ(refusal(), "joint speed");
}

TEST_F(Gate, AJerkThatItsPartsDoNotKnowIsRefused) {
    for (glm::vec3& p : clip.frame(30)) p.y += 0.4f;
    EXPECT_EQ(refusal(), "joint acceleration");
}

TEST_F(Gate, FeetThatSlideMoreThanTheirPartsAreRefused) {
    clip = test::moving_figure(
        60, [](int) { return 0.0; }, 0.0);
    for (int t = 0; t < 60; ++t) {
        for (glm::vec3& p : clip.frame(t)) p.z += 0.045f * static_cast<float>(t);
        for (const int ball : {kLeftFoot, kRightFoot})
            clip.frame(t)[static_cast<std::size_t>(ball)].y = 0.01f;
    }
    parts.skate_mm = 2;
    EXPECT_EQ(refusal(), "feet slide");
    parts.skate_mm = 200;
    EXPECT_EQ(refusal(), "feet slide") << "no part is an excuse for that";
}

TEST_F(Gate, WhatSinksIntoTheFloorIsRefused) {
    for (glm::vec3& p : clip.positions) p.y -= 0.1f;
    EXPECT_EQ(refusal(), "below the floor");
}

TEST_F(Gate, AHandInsideTheTrunkIsRefused) {
    for (int t = 0; t < 60; ++t)
        clip.frame(t)[kLeftWrist] = 0.5f * (clip.frame(t)[kPelvis] + clip.frame(t)[kNeck]);
    EXPECT_EQ(refusal(), "hand in the trunk");
}

TEST_F(Gate, WhatLeavesThePlaceOfADataSetIsRefused) {
    for (int t = 0; t < 60; ++t) {
        for (glm::vec3& p : clip.frame(t)) p.z += 0.3f * static_cast<float>(t);
    }
    EXPECT_EQ(refusal(), "too far");
}

}  // namespace
}  // namespace im
