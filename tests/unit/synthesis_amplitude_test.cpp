#include "engine/synthesis/amplitude.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/clip_pool.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

/// Greatest distance between two places of a joint, the root's way left out.
double range_of(const MotionClip& clip, std::size_t joint) {
    double range = 0;
    for (int a = 0; a < clip.frame_count(); ++a) {
        for (int b = 0; b < a; ++b) {
            const glm::vec3 pa = clip.frame(a)[joint] - clip.frame(a)[0],
                            pb = clip.frame(b)[joint] - clip.frame(b)[0];
            range = std::max<double>(range, glm::distance(pa, pb));
        }
    }
    return range;
}

/// Stands while the left arm swings from side to side once a second.
MotionClip waving(double amplitude) {
    MotionClip clip = stepping_figure(
        60, [](double) { return FloorPose{}; }, 100, 101);
    for (int t = 0; t < 60; ++t) {
        const auto joints = clip.frame(t);
        const double angle = amplitude * std::sin(2 * std::numbers::pi * t / 20.0);
        const glm::vec3 elbow = joints[kLeftElbow];
        const auto length = static_cast<float>(humanml3d_bone_lengths()[kLeftWrist]);
        joints[kLeftWrist] = elbow + length * glm::vec3(static_cast<float>(std::sin(angle)),
                                                        static_cast<float>(std::cos(angle)), 0.0f);
    }
    return clip;
}

MotionClip jumping(double height) {
    MotionClip clip = stepping_figure(
        40, [](double) { return FloorPose{}; }, 100, 101);
    for (int t = 10; t <= 20; ++t) {
        const double u = (t - 10) / 10.0;
        for (glm::vec3& p : clip.frame(t)) p.y += static_cast<float>(4 * height * u * (1 - u));
    }
    return clip;
}

TEST(Amplitude, WavesSwingWiderAndLess) {
    const MotionClip wave = waving(0.4);
    const double own = range_of(wave, kLeftWrist);
    const MotionClip wide = with_swings(wave, 1.6), slight = with_swings(wave, 0.4);
    EXPECT_GT(range_of(wide, kLeftWrist), 1.3 * own);
    EXPECT_LT(range_of(slight, kLeftWrist), 0.75 * own);
    EXPECT_LT(bone_error(wide), 1e-3);
    EXPECT_LT(largest_distance(with_swings(wave, 1), wave), 1e-4);
}

TEST(Amplitude, RaisesStartWhereTheyStartedAndEndLower) {
    const MotionClip wave = waving(1.2);
    const MotionClip half = with_raises(wave, 0.5);
    for (std::size_t j = 0; j < 22; ++j) EXPECT_LT(glm::distance(half.frame(0)[j], wave.frame(0)[j]), 1e-4f);
    EXPECT_LT(range_of(half, kLeftWrist), 0.7 * range_of(wave, kLeftWrist));
    EXPECT_LT(bone_error(half), 1e-3);
}

TEST(Amplitude, JumpsChangeTheirHeightAndLandWhereTheyLanded) {
    const MotionClip jump = jumping(0.3);
    EXPECT_NEAR(jump_height(jump), 0.3, 0.01);
    const MotionClip high = with_jumps(jump, 1.5), low = with_jumps(jump, 0.5);
    EXPECT_NEAR(jump_height(high), 0.3 + 0.5 * 0.26, 0.01);
    EXPECT_LT(jump_height(low), 0.2);
    for (std::size_t j = 0; j < 22; ++j) EXPECT_EQ(high.frame(39)[j], jump.frame(39)[j]);
}

TEST(Amplitude, BowsBendTheTrunkFurtherAndKeepTheLegs) {
    MotionClip bow = stepping_figure(
        40, [](double) { return FloorPose{}; }, 100, 101);
    bow = with_bows(bow, 1);
    MotionClip bent = bow;
    for (int t = 10; t < 30; ++t) {  // 40 degrees ahead, about the hips
        const float c = std::cos(0.7f), s = std::sin(0.7f);
        const auto joints = bent.frame(t);
        const glm::vec3 hips = joints[0];
        for (std::size_t j = 3; j < 22; ++j) {
            if (j == 4 || j == 5 || j == 7 || j == 8 || j == 10 || j == 11) continue;
            const glm::vec3 d = joints[j] - hips;
            joints[j] = hips + glm::vec3(d.x, c * d.y - s * d.z, s * d.y + c * d.z);
        }
    }
    const MotionClip deep = with_bows(bent, 1.4), slight = with_bows(bent, 0.5);
    EXPECT_LT(deep.frame(20)[kHead].y, bent.frame(20)[kHead].y - 0.05f);
    EXPECT_GT(slight.frame(20)[kHead].y, bent.frame(20)[kHead].y + 0.05f);
    for (const std::size_t j : {4u, 5u, 7u, 8u, 10u, 11u}) EXPECT_EQ(deep.frame(20)[j], bent.frame(20)[j]);
    EXPECT_LT(bone_error(deep), 1e-3);
}

TEST(Amplitude, StepsGetShorterAndLonger) {
    const MotionClip walk = walking(80);
    for (const double factor : {0.6, 1.2}) {
        const auto made = with_steps(walk, factor);
        ASSERT_TRUE(made);
        const float way = made->frame(79)[0].z - made->frame(0)[0].z;
        EXPECT_NEAR(way, factor * 79 / 20.0, 0.15);
        EXPECT_LT(bone_error(*made), 1e-3);
        EXPECT_LT(measure_foot_skate(*made, humanml3d_skeleton()).mm_per_frame, 2.5);
    }
    EXPECT_FALSE(with_steps(turning(90), 0.7));
}

TEST(AmplitudeOperator, SaysLargeOrSmallAsTheFactorIs) {
    const MotionDataset data = data_of({{"walk", walking(80), {"a man walks ahead."}},
                                        {"jump", jumping(0.3), {"a person jumps."}},
                                        {"wave_left_hand", waving(0.4), {"a person waves."}}});
    const ClipPool pool(data);
    int made = 0;
    for (unsigned seed = 0; seed < 80; ++seed) {
        SynthesisRandom random(seed);
        const auto clip = make_amplitude(pool, random);
        if (!clip) continue;
        ++made;
        EXPECT_EQ(clip->style, clip->facts.at("amplitude") > 1 ? "large" : "small");
        EXPECT_GE(clip->captions.size(), 2u);
    }
    EXPECT_GT(made, 10);
}

}  // namespace
}  // namespace im::test
