// Sequences and edits of clips on the generation thread.
#include <algorithm>
#include <chrono>
#include <optional>
#include <thread>

#include <gtest/gtest.h>

#include "app/workers/generation_worker.h"
#include "engine/motion/representation/skeleton.h"
#include "fake_generator.h"

namespace im::test {
namespace {

/// The event of that job's end, after at most five seconds.
std::optional<GenerationEvent> end_of(GenerationWorker& worker, JobId job) {
    for (int i = 0; i < 1000; ++i) {
        for (GenerationEvent& event : worker.drain()) {
            const auto* done = std::get_if<MotionDirected>(&event);
            const auto* failed = std::get_if<JobFailed>(&event);
            const auto* stopped = std::get_if<JobStopped>(&event);
            if ((done && done->job == job) || (failed && failed->job == job) ||
                (stopped && stopped->job == job)) {
                return std::move(event);
            }
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return std::nullopt;
}

class DirectingTest : public ::testing::Test {
  protected:
    std::shared_ptr<FakeBehaviour> fake_ = std::make_shared<FakeBehaviour>();
    GenerationWorker worker_;
};

TEST_F(DirectingTest, ASequenceIsOneMotionWithItsBordersAndTokens) {
    worker_.load([fake = fake_] { return fake_model(fake); });
    const JobId job = worker_.direct(BlocksToMake{{{"a person walks", 2.0}, {"a person bows", 1.0}}, {}});
    const auto event = end_of(worker_, job);
    ASSERT_TRUE(event && std::holds_alternative<MotionDirected>(*event));
    const DirectedClip& made = std::get<MotionDirected>(*event).made;
    EXPECT_EQ(made.clip.frame_count(), 60);
    ASSERT_EQ(made.blocks.size(), 2u);
    EXPECT_EQ(made.blocks[1].begin, 40);
    EXPECT_FALSE(made.tokens.empty());
}

TEST_F(DirectingTest, ASequenceFollowsItsPathAndTellsHowFarItIsOff) {
    worker_.load([fake = fake_] { return fake_model(fake); });
    DrawnPath corner;
    corner.points = {{1, 0}, {1, 1}, {2, 1}};
    BlocksToMake asked{{{"a person walks", 2.0}, {"a person bows", 2.0}}, {}, corner, {}};
    const auto event = end_of(worker_, worker_.direct(asked));
    ASSERT_TRUE(event && std::holds_alternative<MotionDirected>(*event));
    const DirectedClip& made = std::get<MotionDirected>(*event).made;
    ASSERT_TRUE(made.path_error_cm);
    EXPECT_LT(*made.path_error_cm, 30);
    EXPECT_NEAR(made.clip.frame(0)[0].x, 1, 0.2) << "it begins where the path does";
    EXPECT_EQ(made.blocks.size(), 2u);
    EXPECT_TRUE(made.misses.empty());
}

TEST_F(DirectingTest, APinInReachIsMetAndOneOutOfReachIsTold) {
    worker_.load([fake = fake_] { return fake_model(fake); });
    BlocksToMake asked{{{"a person stands", 3.0}}, {}, {}, {}};
    asked.pins = {{.part = PinnedPart::Facing, .from = .1, .to = .1}};  // as it faces anyway
    const auto plain = end_of(worker_, worker_.direct(asked));
    ASSERT_TRUE(plain && std::holds_alternative<MotionDirected>(*plain));
    const glm::dvec3 foot(std::get<MotionDirected>(*plain).made.clip.frame(2)[kLeftFoot]);
    asked.pins = {
        // early on, where candidates that walk at other speeds are still together
        {.part = PinnedPart::LeftFoot, .from = .1, .to = .1, .place = foot + glm::dvec3(.05, .1, .1)},
        {.part = PinnedPart::RightHand, .from = 2, .to = 2, .place = {0, 4, 0}}};
    const auto event = end_of(worker_, worker_.direct(asked));
    ASSERT_TRUE(event && std::holds_alternative<MotionDirected>(*event));
    const DirectedClip& made = std::get<MotionDirected>(*event).made;
    EXPECT_FALSE(made.path_error_cm);
    ASSERT_EQ(made.misses.size(), 2u);
    EXPECT_LT(made.misses[0].cm, 1);
    EXPECT_GT(made.misses[1].cm, 50);
    ASSERT_EQ(made.notices.size(), 1u);
    EXPECT_NE(made.notices[0].find("out of reach"), std::string::npos) << made.notices[0];
}

TEST_F(DirectingTest, ASequenceThatWaitsOrIsDrawnCanBeStopped) {
    fake_->milliseconds_per_token = 50;
    worker_.load([fake = fake_] { return fake_model(fake); });
    const JobId first = worker_.direct(BlocksToMake{{{"a person walks", 5.0}}, {}});
    const JobId second = worker_.direct(BlocksToMake{{{"a person bows", 5.0}}, {}});
    worker_.stop(second);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    worker_.stop(first);
    int stopped = 0;
    for (int i = 0; i < 1000 && stopped < 2; ++i) {
        for (const GenerationEvent& event : worker_.drain()) {
            stopped += std::holds_alternative<JobStopped>(event) ? 1 : 0;
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    EXPECT_EQ(stopped, 2);
}

TEST_F(DirectingTest, MirroringNeedsNoModelAndDrawingDoes) {
    const MotionClip clip = fake_clip(40, 1, 0);
    const auto mirrored = end_of(worker_, worker_.direct(ClipToEdit{clip, {.kind = EditKind::Mirror}}));
    ASSERT_TRUE(mirrored && std::holds_alternative<MotionDirected>(*mirrored));
    EXPECT_TRUE(std::get<MotionDirected>(*mirrored).made.tokens.empty());
    const auto drawn = end_of(
        worker_, worker_.direct(ClipToEdit{clip, {.kind = EditKind::Onward, .from = 1, .prompt = "jump"}}));
    EXPECT_TRUE(drawn && std::holds_alternative<JobFailed>(*drawn));
}

std::vector<BlockMade> two_blocks() {
    return {{"a", 0, 40, 0, 1, {}}, {"b", 40, 100, 1, 2, {}}};
}

TEST(BlocksAfter, AnEditTheBlocksAreWhereTheirMotionIs) {
    const auto trimmed =
        blocks_after(two_blocks(), {.kind = EditKind::Trim, .from = 1, .to = 3}, 20, 100, 40);
    ASSERT_EQ(trimmed.size(), 2u);
    EXPECT_EQ(trimmed[0].end, 20);
    EXPECT_EQ(trimmed[1].end, 40);
    const auto reversed = blocks_after(two_blocks(), {.kind = EditKind::Reverse}, 20, 100, 100);
    EXPECT_EQ(reversed[0].prompt, "b");
    EXPECT_EQ(reversed[0].end, 60);
    EXPECT_EQ(reversed[1].end, 100);
    const auto faster = blocks_after(two_blocks(), {.kind = EditKind::Tempo, .factor = 2}, 20, 100, 50);
    EXPECT_EQ(faster[1].begin, 20);
    EXPECT_EQ(faster[1].end, 50);
    const auto onward =
        blocks_after(two_blocks(), {.kind = EditKind::Onward, .from = 1, .prompt = "c"}, 20, 100, 70);
    ASSERT_EQ(onward.size(), 2u);
    EXPECT_EQ(onward[0].end, 20);
    EXPECT_EQ(onward[1].prompt, "c");
    EXPECT_EQ(onward[1].end, 70);
    EXPECT_TRUE(blocks_after(two_blocks(), {.kind = EditKind::Loop, .times = 2}, 20, 100, 199).empty());
}

}  // namespace
}  // namespace im::test
