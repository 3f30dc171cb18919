#include "engine/synthesis/side_steps.h"

#include <cmath>

#include <gtest/gtest.h>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/mirror.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/clip_pool.h"
#include "engine/synthesis/moving_words.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

/// How far the root goes to the left of where the body faces first, metres.
double leftwards(const MotionClip& clip) {
    const auto first = clip.frame(0), last = clip.frame(clip.frame_count() - 1);
    const glm::vec3 across = first[kLeftHip] - first[kRightHip], way = last[0] - first[0];
    return (across.x * way.x + across.z * way.z) / std::hypot(across.x, across.z);
}

TEST(SideSteps, AreAsManyAsAsked) {
    const MotionClip three = side_stepping(3);
    ASSERT_EQ(count_side_steps(three, 0), 3);
    for (int count = 1; count <= 6; ++count) {
        const auto made = side_steps(three, 0, count);
        ASSERT_TRUE(made) << count;
        EXPECT_EQ(count_side_steps(*made, 0), count);
        EXPECT_NEAR(leftwards(*made), 0.3 * count, 0.12) << count;
        EXPECT_LT(bone_error(*made), 1e-3);
        EXPECT_LT(measure_foot_skate(*made, humanml3d_skeleton()).mm_per_frame, 2.5);
    }
}

TEST(SideSteps, RefuseClipsWithoutStepsAndTooManySteps) {
    EXPECT_FALSE(side_steps(turning(90), 0, 3));
    EXPECT_FALSE(side_steps(side_stepping(3), 0, 20));
}

TEST(Sideways, TakesTheWayAheadOutOfADiagonalWalk) {
    const MotionClip diagonal = stepping_figure(
        100,
        [](double now) {
            return FloorPose{0.3 * now, 0.6 * now, 0};
        },
        -2, 1000);
    const auto made = sideways(diagonal, 0);
    ASSERT_TRUE(made);
    EXPECT_GT(leftwards(*made), 1);
    const glm::vec3 way = made->frame(99)[0] - made->frame(0)[0];
    EXPECT_LT(std::abs(way.z), 0.15f);
    EXPECT_LT(bone_error(*made), 1e-3);
    EXPECT_FALSE(sideways(diagonal, 1));
    const auto mirrored = sideways(mirror(diagonal, humanml3d_skeleton()), 1);
    if (mirrored) {
        EXPECT_LT(leftwards(*mirrored), -1);
    }
}

TEST(SideStepOperator, CaptionsTellTheCount) {
    const MotionDataset data = data_of({{"side_step_left", side_stepping(3), {"a person steps left."}}});
    const ClipPool pool(data);
    int counted = 0;
    for (unsigned seed = 0; seed < 60; ++seed) {
        SynthesisRandom random(seed);
        const auto clip = make_side_steps(pool, random);
        if (!clip) continue;
        ++counted;
        const int count = static_cast<int>(clip->facts.at("count"));
        EXPECT_EQ(count_side_steps(clip->motion, 0), count);
        if (count > 1) {
            EXPECT_NE(clip->captions.front().find(" " + count_word(count) + " "), std::string::npos)
                << clip->captions.front();
        }
        for (const std::string& caption : clip->captions) EXPECT_EQ(caption.find("right"), std::string::npos);
    }
    EXPECT_GT(counted, 8);
}

}  // namespace
}  // namespace im::test
