#include "engine/direct/kept_frames.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/direct/clip_edits.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/skeleton.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

/// Largest second difference of a joint in frames [from, to), metres a frame: what a jump of speed looks like.
double largest_jump(const MotionClip& clip, int from, int to) {
    double largest = 0;
    for (int t = std::max(1, from); t < std::min(to, clip.frame_count() - 1); ++t) {
        for (std::size_t j = 0; j < 22; ++j) {
            const glm::dvec3 a = clip.frame(t - 1)[j], b = clip.frame(t)[j], c = clip.frame(t + 1)[j];
            largest = std::max(largest, glm::length(a - 2.0 * b + c));
        }
    }
    return largest;
}

MotionClip together(const MotionClip& a, const MotionClip& b, const MotionClip& c) {
    MotionClip all = a;
    for (const MotionClip* part : {&b, &c})
        all.positions.insert(all.positions.end(), part->positions.begin(), part->positions.end());
    return all;
}

TEST(FramesBetween, PutAWalkOnWhereAnotherEndsWithoutAJump) {
    const MotionClip before = moving_figure(50, [](int t) { return 0.02 * t; });
    const MotionClip fresh = moved(moving_figure(40, [](int) { return 0.0; }),
                                   glm::angleAxis(2.0, glm::dvec3(0, 1, 0)), {7, 0, -3});
    const MotionClip inside = frames_between(before, fresh, {});
    ASSERT_EQ(inside.frame_count(), 39) << "the first frame is the one that is kept";
    const MotionClip all = together(before, inside, {});
    EXPECT_LT(largest_jump(all, 46, 66), 1.6 * largest_jump(before, 1, 49));
    EXPECT_LT(bone_error(inside), 1e-3);
    const glm::vec3 in = before.frame(49)[0] - before.frame(40)[0],
                    out = inside.frame(38)[0] - inside.frame(30)[0];
    EXPECT_GT(glm::dot(glm::normalize(in), glm::normalize(out)), 0.9);
}

TEST(FramesBetween, MeetBothKeptEndsHoweverFarApart) {
    const MotionClip walk = walking(120);
    const MotionClip before = trimmed(walk, 0, 40), after = trimmed(walk, 80, 120);
    // A walk of another phase, which comes half a metre short.
    const MotionClip fresh = at_tempo_of(trimmed(walk, 7, 60), 52.0 / 41.0);
    ASSERT_EQ(fresh.frame_count(), 42);
    EndMiss miss;
    const MotionClip inside = frames_between(before, fresh, after, &miss);
    ASSERT_EQ(inside.frame_count(), 40);
    EXPECT_GT(miss.total(), 0.01);
    const MotionClip all = together(before, inside, after);
    EXPECT_EQ(all.frame_count(), walk.frame_count());
    EXPECT_LT(largest_jump(all, 36, 46), 2 * largest_jump(walk, 1, 119));
    EXPECT_LT(largest_jump(all, 74, 86), 2 * largest_jump(walk, 1, 119));
    EXPECT_LT(bone_error(inside), 2e-3);
}

TEST(FramesBetween, AFootThatStandsAcrossTheEndDoesNotSlide) {
    const MotionClip walk = walking(120);
    const Skeleton& skeleton = humanml3d_skeleton();
    const double own = measure_foot_skate(walk, skeleton).mm_per_frame;
    for (const int at : {30, 34, 38, 42, 46}) {
        // The same walk goes on, but with its feet some centimetres beside their place.
        MotionClip fresh = trimmed(walk, at - 1, at + 40);
        for (int t = 0; t < fresh.frame_count(); ++t) {
            for (const auto j : {kLeftAnkle, kLeftFoot, kRightAnkle, kRightFoot})
                fresh.frame(t)[j] += glm::vec3(0.03f, 0, 0.02f);
        }
        const MotionClip all =
            together(trimmed(walk, 0, at), frames_between(trimmed(walk, 0, at), fresh, {}), {});
        EXPECT_LT(measure_foot_skate(trimmed(all, at - 10, at + 10), skeleton).mm_per_frame,
                  std::max(2.5, 2 * own))
            << at;
    }
}

TEST(FramesBetween, NeedAtLeastOneFrame) {
    const MotionClip walk = walking(60);
    EXPECT_EQ(
        frames_between(trimmed(walk, 0, 20), trimmed(walk, 19, 22), trimmed(walk, 21, 60)).frame_count(), 1);
    EXPECT_THROW(frames_between(trimmed(walk, 0, 20), trimmed(walk, 19, 21), trimmed(walk, 20, 60)), Error);
    MotionClip kit{21, 20, std::vector<glm::vec3>(21 * 10)};
    EXPECT_THROW(frames_between(walk, kit, {}), Error);
}

TEST(ClipEdits, TrimKeepsItsFramesToTheBit) {
    const MotionClip walk = walking(60);
    const auto [begin, end] = frame_span(walk, 0.5, 1.75, "trim");
    const MotionClip part = trimmed(walk, begin, end);
    ASSERT_EQ(part.frame_count(), 25);
    EXPECT_TRUE(std::equal(part.positions.begin(), part.positions.end(), walk.frame(10).begin()));
    EXPECT_EQ(frame_span(walk, 2.9, 99, "trim"), std::pair(58, 60))
        << "an end behind the clip's is the clip's";
    const std::vector<std::pair<double, double>> wrong = {{1, 1}, {2, 1},   {-0.1, 1},
                                                          {3, 4}, {NAN, 1}, {0, NAN}};
    for (const auto& [from, to] : wrong)
        EXPECT_THROW(frame_span(walk, from, to, "trim"), Error) << from << " " << to;
}

TEST(ClipEdits, ReversingTwiceIsTheClip) {
    const MotionClip walk = walking(60);
    EXPECT_EQ(reversed(walk).frame(0)[0], walk.frame(59)[0]);
    EXPECT_EQ(reversed(reversed(walk)).positions, walk.positions);
}

TEST(ClipEdits, TempoChangesTheLengthAndNotTheWay) {
    const MotionClip walk = walking(60);
    const MotionClip fast = at_tempo_of(walk, 2), slow = at_tempo_of(walk, 0.5);
    EXPECT_EQ(fast.frame_count(), 30);
    EXPECT_EQ(slow.frame_count(), 119);
    EXPECT_EQ(fast.fps, walk.fps);
    EXPECT_LT(bone_error(slow), 1e-3);
    EXPECT_LT(glm::distance(slow.frame(118)[0], walk.frame(59)[0]), 0.02);
    EXPECT_THROW(at_tempo_of(walk, 0.1), Error);
    EXPECT_THROW(at_tempo_of(walk, NAN), Error);
}

TEST(ClipEdits, ALoopGoesOnWhereItEnded) {
    const MotionClip walk = walking(60);
    const MotionClip three = looped(walk, 3);
    EXPECT_EQ(three.frame_count(), 3 * 60 - 2);
    EXPECT_GT(glm::distance(three.frame(177)[0], three.frame(0)[0]),
              2.5 * glm::distance(walk.frame(59)[0], walk.frame(0)[0]));
    for (const int seam : {60, 119})
        EXPECT_LT(largest_jump(three, seam - 2, seam + 3), 3 * largest_jump(walk, 1, 59));
    EXPECT_THROW(looped(walk, 0), Error);
    EXPECT_THROW(looped(trimmed(walk, 0, 4), 2), Error);
}

}  // namespace
}  // namespace im::test
