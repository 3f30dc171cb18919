#include "engine/motion/clean_up/join.h"

#include <cmath>

#include <gtest/gtest.h>
#include <glm/glm.hpp>

#include "engine/core/error.h"
#include "tests/support/figures.h"

namespace im {
namespace {

using test::moved;
using test::moving_figure;

const Skeleton& skeleton = humanml3d_skeleton();

double fastest(const MotionClip& clip, int from, int to) {
    double most = 0;
    for (int t = std::max(1, from); t < to; ++t) {
        for (std::size_t j = 0; j < 22; ++j)
            most = std::max(most, double(glm::length(clip.frame(t)[j] - clip.frame(t - 1)[j])));
    }
    return most * clip.fps;
}

TEST(Join, TheSecondClipGoesOnWhereTheFirstEndsWhereverItWasRecorded) {
    const MotionClip first = moving_figure(60, [](int t) { return 0.02 * t; });
    const MotionClip second = moved(moving_figure(60, [](int) { return 0.0; }),
                                    glm::angleAxis(2.0, glm::dvec3(0, 1, 0)), {7, 0, -3});
    const MotionClip joined = join_clips(first, second, skeleton);
    ASSERT_EQ(joined.frame_count(), 120);
    const double alone = std::max(fastest(first, 0, 60), fastest(second, 0, 60));
    EXPECT_LT(fastest(joined, 55, 80), 1.6 * alone) << "no joint jumps at the join";
    const glm::vec3 way_in = first.frame(59)[0] - first.frame(50)[0],
                    way_out = joined.frame(119)[0] - joined.frame(110)[0];
    EXPECT_GT(glm::dot(glm::normalize(way_in), glm::normalize(way_out)), 0.9)
        << "it walks on in the direction it came from";
}

TEST(Join, AfterTheBlendTheSecondClipIsItselfAgain) {
    const MotionClip first = moving_figure(40, [](int) { return 0.0; }),
                     second = moving_figure(60, [](int t) { return 0.05 * t; });
    const MotionClip joined = join_clips(first, second, skeleton, 0.5);
    // Distances between joints do not know where the figure stands.
    for (int t = 12; t < 60; t += 7) {
        for (std::size_t j = 1; j < 22; ++j) {
            EXPECT_NEAR(glm::length(joined.frame(40 + t)[j] - joined.frame(40 + t)[0]),
                        glm::length(second.frame(t)[j] - second.frame(t)[0]), 2e-3);
        }
    }
}

TEST(Join, TheBestCutOfAClipWithItselfIsWhereItsPhaseMeets) {
    const MotionClip clip = moving_figure(80, [](int) { return 0.0; });
    const JoinCut cut = best_cut(clip, clip, skeleton, 0.5);
    EXPECT_GT(cut.first_frames, 40);
    EXPECT_LE(cut.second_begin, 40);
    EXPECT_LT(cut.difference, 0.05);
}

TEST(Join, RefusesClipsThatDoNotFit) {
    const MotionClip clip = moving_figure(30, [](int) { return 0.0; });
    MotionClip slow = clip;
    slow.fps = 30;
    EXPECT_THROW(join_clips(clip, slow, skeleton), Error);
    EXPECT_THROW(join_clips(clip, MotionClip{}, skeleton), Error);
}

}  // namespace
}  // namespace im
