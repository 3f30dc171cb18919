#include "engine/synthesis/posture.h"

#include <algorithm>
#include <set>

#include <gtest/gtest.h>

#include "engine/synthesis/clip_pool.h"
#include "engine/synthesis/operators_moving.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

/// A figure that is lowered by `depth` metres over its last second.
MotionClip lowered(double depth) {
    MotionClip clip = walking(60, 0);
    for (int t = 0; t < 60; ++t) {
        const auto sunk = static_cast<float>(depth * std::clamp((t - 40) / 20.0, 0.0, 1.0));
        for (auto& joint : clip.frame(t)) joint.y -= sunk;
    }
    return clip;
}

TEST(PlayedBackwards, EndsWhereItBegan) {
    const MotionClip walk = walking(80);
    const MotionClip back = played_backwards(walk);
    ASSERT_EQ(back.frame_count(), 80);
    for (int t = 0; t < 80; ++t) {
        for (std::size_t joint = 0; joint < 22; ++joint)
            EXPECT_EQ(back.frame(t)[joint], walk.frame(79 - t)[joint]);
    }
    EXPECT_EQ(played_backwards(back).positions, walk.positions);
}

TEST(PostureOperator, MakesSittingDownOutOfStandingUpBackwards) {
    const MotionDataset data =
        data_of({{"stand_up", played_backwards(lowered(0.3)), {"a person stands up.", "the man gets up."}}});
    const ClipPool pool(data);
    std::set<std::string> actions;
    for (unsigned seed = 0; seed < 200; ++seed) {
        SynthesisRandom random(seed);
        const auto clip = make_posture(pool, random);
        if (!clip) continue;
        const MotionClip& motion = clip->motion;
        const float first = motion.frame(0)[0].y, last = motion.frame(motion.frame_count() - 1)[0].y;
        actions.insert(clip->actions.at(0));
        if (clip->actions.at(0) == "sit_down") {
            EXPECT_GT(first - last, 0.2f);
            EXPECT_EQ(clip->facts.at("backwards"), 1);
        } else {
            EXPECT_GT(last - first, 0.2f);
            EXPECT_EQ(clip->facts.at("backwards"), 0);
        }
        EXPECT_GE(clip->captions.size(), 2u);
        ASSERT_FALSE(clip->near_misses.empty());
        EXPECT_EQ(clip->near_misses.front().kind, "order");
    }
    EXPECT_EQ(actions, (std::set<std::string>{"sit_down", "stand_up"}));
}

TEST(PostureOperator, MakesNothingWhereNobodySitsOrLies) {
    const MotionDataset data = data_of({{"walk", walking(80), {"a man walks.", "someone walks."}}});
    const ClipPool pool(data);
    for (unsigned seed = 0; seed < 20; ++seed) {
        SynthesisRandom random(seed);
        EXPECT_FALSE(make_posture(pool, random));
    }
}

}  // namespace
}  // namespace im::test
