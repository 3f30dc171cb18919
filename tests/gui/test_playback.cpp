// The play head and the timing probe, without a window.
#include <gtest/gtest.h>

#include "app/studio/shell/frame_timer.h"
#include "app/studio/state/playback.h"

namespace im::test {
namespace {

using studio::Playback;

TEST(Playback, LoopsAtTheEndOfAFinishedClip) {
    Playback head;
    head.time = 1.9;
    head.advance(0.3, 2.0, false);
    EXPECT_NEAR(head.time, 0.2, 1e-9);
}

TEST(Playback, WaitsAtTheEndOfWhatHasBeenStreamed) {
    Playback head;
    head.time = 0.9;
    head.advance(0.5, 1.0, true);
    EXPECT_DOUBLE_EQ(head.time, 1.0);
    EXPECT_TRUE(head.waiting);
    EXPECT_TRUE(head.playing);
    head.advance(0.1, 1.5, true);
    EXPECT_NEAR(head.time, 1.1, 1e-9);
    EXPECT_FALSE(head.waiting);
}

TEST(Playback, WithoutLoopStopsAtTheEndAndPlayStartsOver) {
    Playback head;
    head.loop = false;
    head.advance(5, 2.0, false);
    EXPECT_FALSE(head.playing);
    EXPECT_DOUBLE_EQ(head.time, 2.0);
    head.toggle(2.0);
    EXPECT_DOUBLE_EQ(head.time, 0.0);
    EXPECT_TRUE(head.playing);
}

TEST(Playback, StepsGoToWholeFrames) {
    Playback head;
    head.time = 0.12;  // between frames 2 and 3
    head.step(1, 20, 2.0);
    EXPECT_NEAR(head.time, 0.15, 1e-9);
    head.step(-1, 20, 2.0);
    EXPECT_NEAR(head.time, 0.10, 1e-9);
    head.time = 0;
    head.step(-1, 20, 2.0);
    EXPECT_DOUBLE_EQ(head.time, 0.0);
    EXPECT_FALSE(head.playing);
}

TEST(PhaseTimes, GivesThePercentileByNearestRank) {
    studio::PhaseTimes times;
    EXPECT_DOUBLE_EQ(times.percentile(0.99), 0);
    for (int i = 1; i <= 100; ++i) {
        times.add(i);
    }
    EXPECT_DOUBLE_EQ(times.percentile(0.99), 99);
    EXPECT_DOUBLE_EQ(times.percentile(0.5), 50);
    EXPECT_DOUBLE_EQ(times.mean(), 50.5);
}

}  // namespace
}  // namespace im::test
