#include "engine/synthesis/in_place.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/clip_pool.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

TEST(InPlace, KeepsTheStepsAndTakesOutTheTravel) {
    const MotionClip walk = walking(80);
    const auto made = in_place(walk);
    ASSERT_TRUE(made);
    for (int t = 0; t < 80; ++t) {
        const glm::vec3 root = made->frame(t)[0];
        EXPECT_LT(std::hypot(root.x, root.z), 0.35) << t;
    }
    for (const std::size_t ball : {kLeftFoot, kRightFoot}) {
        float highest = 0;
        for (int t = 0; t < 80; ++t) highest = std::max(highest, made->frame(t)[ball].y);
        EXPECT_GT(highest, 0.1f);
    }
    EXPECT_LT(measure_foot_skate(*made, humanml3d_skeleton()).mm_per_frame, 2.5);
    EXPECT_GT(measure_foot_skate(*made, humanml3d_skeleton()).contact_share, 0.3);
    EXPECT_LT(bone_error(*made), 1e-3);
}

TEST(InPlace, RefusesWhoStaysAnyway) {
    EXPECT_FALSE(in_place(turning(90)));
}

TEST(InPlaceOperator, SaysSoAndNamesTheTravelAsNearMiss) {
    const MotionDataset data =
        data_of({{"walk", walking(80), {"a man walks straight ahead in a manly way."}}});
    const ClipPool pool(data);
    SynthesisRandom random(3);
    std::optional<SynthesisedClip> clip;
    while (!clip) clip = make_in_place(pool, random);  // runs are drawn, too, and there is none
    EXPECT_EQ(clip->actions, std::vector<std::string>{"walk_in_place"});
    for (const std::string& caption : clip->captions) {
        const bool told = caption.find("place") != std::string::npos ||
                          caption.find("spot") != std::string::npos ||
                          caption.find("without moving forward") != std::string::npos;
        EXPECT_TRUE(told) << caption;
        EXPECT_EQ(caption.find("ahead"), std::string::npos) << caption;
    }
    ASSERT_FALSE(clip->near_misses.empty());
    EXPECT_EQ(clip->near_misses.front().kind, "path");
}

}  // namespace
}  // namespace im::test
