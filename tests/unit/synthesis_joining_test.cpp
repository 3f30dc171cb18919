// The operators that put clips together, and what they are made of.

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>
#include <glm/glm.hpp>

#include "engine/core/error.h"
#include "engine/synthesis/counting.h"
#include "engine/synthesis/foot_join.h"
#include "engine/synthesis/operator.h"
#include "engine/synthesis/upper_body.h"
#include "tests/support/figures.h"

namespace im {
namespace {

const Skeleton& skeleton = humanml3d_skeleton();
constexpr double kPi = 3.14159265358979;

/// Stands; the right arm hangs for 10 frames, is up for the middle, hangs again. `nod` moves the head too.
MotionClip raising_figure(int frames) {
    PosedMotion pose = test::moving_pose(
        frames, [](int) { return 0.0; }, 0.0);
    const glm::dvec3 x(1, 0, 0), z(0, 0, 1);
    for (int t = 0; t < frames; ++t) {
        glm::dquat* local = pose.rotations.data() + static_cast<std::size_t>(t) * 22;
        for (const int j : {kLeftHip, kRightHip, kLeftKnee, kRightKnee, kSpine1}) local[j] = {1, 0, 0, 0};
        const double up = std::clamp(std::min(t - 10, frames - 11 - t) / 8.0, 0.0, 1.0);
        local[kLeftShoulder] = glm::angleAxis(-1.3, z);
        local[kRightShoulder] = glm::angleAxis(1.3 - 2.6 * up, z);
        local[kLeftElbow] = local[kRightElbow] = glm::angleAxis(-0.1, x);
    }
    return forward_kinematics(pose, skeleton, humanml3d_rest_pose());
}

double worst_bone(const MotionClip& clip) {
    double worst = 0;
    for (int t = 0; t < clip.frame_count(); ++t) {
        for (std::size_t j = 1; j < 22; ++j) {
            const auto parent = static_cast<std::size_t>(skeleton.parents[j]);
            worst = std::max(worst, std::abs(double(glm::length(clip.frame(t)[j] - clip.frame(t)[parent])) -
                                             humanml3d_bone_lengths()[j]));
        }
    }
    return worst;
}

std::vector<double> ones(int frames) {
    return std::vector<double>(static_cast<std::size_t>(frames), 1.0);
}

TEST(OverLegs, TheLegsStayTheCarriersAndTheArmBecomesTheGestures) {
    const MotionClip walk = test::moving_figure(60, [](int) { return 0.0; }), gesture = raising_figure(60);
    const MotionClip both = over_legs(upper_body(gesture), walk, {{false, true}, true}, ones(60));
    EXPECT_LT(worst_bone(both), 1e-3);
    for (int t = 0; t < 60; ++t) {
        for (const int j : {kPelvis, kLeftHip, kRightHip, kSpine1, kLeftKnee, kRightKnee, kLeftAnkle,
                            kRightAnkle, kLeftFoot, kRightFoot})
            ASSERT_EQ(both.frame(t)[static_cast<std::size_t>(j)], walk.frame(t)[static_cast<std::size_t>(j)]);
    }
    EXPECT_GT(both.frame(30)[kRightWrist].y, both.frame(30)[kHead].y) << "the right arm is up";
    EXPECT_LT(both.frame(30)[kLeftWrist].y, both.frame(30)[kLeftShoulder].y - 0.3)
        << "the left one swings as it did";
}

TEST(OverLegs, TheGestureTurnsWithThePelvisThatCarriesIt) {
    const MotionClip turning = test::moving_figure(60, [](int t) { return kPi * t / 59; });
    const MotionClip both = over_legs(upper_body(raising_figure(60)), turning, {}, ones(60));
    for (const int t : {20, 40}) {
        const double angle = hip_heading(both, t);
        const glm::dvec3 left(std::cos(angle), 0, -std::sin(angle));
        const glm::dvec3 hand(both.frame(t)[kRightWrist] - both.frame(t)[kNeck]);
        EXPECT_LT(glm::dot(hand, left), 0.05) << "the right hand is on the right of frame " << t;
        EXPECT_GT(hand.y, 0.3);
    }
}

TEST(OverLegs, WithoutWeightNothingChanges) {
    const MotionClip walk = test::moving_figure(40, [](int) { return 0.0; });
    const MotionClip same =
        over_legs(upper_body(raising_figure(40)), walk, {}, std::vector<double>(std::size_t{40}, 0.0));
    EXPECT_LT(test::largest_distance(same, walk), 1e-6);
    EXPECT_THROW(over_legs(upper_body(raising_figure(39)), walk, {}, ones(40)), Error);
}

TEST(LoopGesture, ALongerGestureGoesBackToASimilarPose) {
    const MotionClip walk = test::moving_figure(
        80, [](int) { return 0.0; }, 0.0);
    const UpperMotion looped = loop_gesture(upper_body(walk), {0, 80}, {}, 200, 0.2);
    ASSERT_EQ(looped.size(), 200u);
    for (std::size_t t = 1; t < looped.size(); ++t) {
        const double turn =
            2 * std::acos(std::min(1.0, std::abs(glm::dot(looped[t].arms[0][1], looped[t - 1].arms[0][1]))));
        EXPECT_LT(turn, 0.25) << "no jump at frame " << t;
    }
    EXPECT_TRUE(loop_gesture(upper_body(walk), {0, 19}, {}, 100, 0.2).empty()) << "too short to go on";
}

TEST(CountEvents, EachRiseBetweenTwoLowPointsCountsOnce) {
    std::vector<double> signal;
    for (int t = 0; t < 130; ++t)
        signal.push_back(std::max(0.0, std::sin(2 * kPi * (t - 5) / 30)) * 0.2 + 0.01 * (t % 2));
    const auto events = count_events(signal, 0.1);
    ASSERT_EQ(events.size(), 4u);
    for (const CountedEvent& event : events) {
        EXPECT_LT(event.begin, event.peak);
        EXPECT_LT(event.peak, event.end);
    }
    EXPECT_EQ(events[0].end, events[1].begin);
    EXPECT_TRUE(count_events(signal, 0.3).empty()) << "no rise is so high";
    EXPECT_TRUE(count_events({}, 0.1).empty());
}

TEST(CountSignal, ARaisedHandIsOneEventOfTheRightSide) {
    const MotionClip clip = raising_figure(60);
    const auto events = count_events(count_signal(clip, CountSignal::HandHeight), 0.35);
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(acting_side(clip, events[0].peak, CountSignal::HandHeight), 1);
}

TEST(FootJoin, TheStandingFootStaysAndTheSecondClipIsItselfAfterTheBlend) {
    const MotionClip first = raising_figure(50);
    const MotionClip second =
        test::moved(raising_figure(60), glm::angleAxis(1.0, glm::dvec3(0, 1, 0)), {5, 0, 2});
    const MotionClip joined = join_at_foot(first, second, skeleton, 10);
    ASSERT_EQ(joined.frame_count(), 110);
    EXPECT_LT(worst_bone(joined), 1e-3);
    for (int t = 50; t < 110; ++t) {
        for (const int ball : {kLeftFoot, kRightFoot})
            EXPECT_LT(glm::length(joined.frame(t)[static_cast<std::size_t>(ball)] -
                                  first.frame(49)[static_cast<std::size_t>(ball)]),
                      0.01)
                << "frame " << t;
    }
    EXPECT_LT(standing_slide(joined, 45, 65), 0.01);
    for (std::size_t j = 1; j < 22; ++j)
        EXPECT_NEAR(glm::length(joined.frame(100)[j] - joined.frame(100)[0]),
                    glm::length(second.frame(50)[j] - second.frame(50)[0]), 1e-4);
}

/// Stands and swings its arms.
MotionClip swinging_figure(int frames) {
    PosedMotion pose = test::moving_pose(
        frames, [](int) { return 0.0; }, 0.0);
    for (int t = 0; t < frames; ++t) {
        glm::dquat* local = pose.rotations.data() + static_cast<std::size_t>(t) * 22;
        for (const int j : {kLeftHip, kRightHip, kLeftKnee, kRightKnee}) local[j] = {1, 0, 0, 0};
    }
    return forward_kinematics(pose, skeleton, humanml3d_rest_pose());
}

TEST(FootJoin, AMotionIsPlayedOnBySimilarPoses) {
    const MotionClip clip = swinging_figure(60);
    const MotionClip longer = lengthen(clip, 150, skeleton);
    ASSERT_GE(longer.frame_count(), 150);
    EXPECT_LT(worst_bone(longer), 1e-3);
    for (int t = 1; t < longer.frame_count(); ++t)
        EXPECT_LT(glm::length(longer.frame(t)[kLeftWrist] - longer.frame(t - 1)[kLeftWrist]), 0.12f)
            << "frame " << t;
    EXPECT_EQ(lengthen(frames_of(clip, 0, 20), 60, skeleton).frame_count(), 0)
        << "no two poses far enough apart";
}

TEST(ClipTraits, TellWhoMovesAndWhoRests) {
    const ClipTraits raising = measure_traits(raising_figure(60), skeleton);
    EXPECT_TRUE(raising.legs_rest);
    EXPECT_TRUE(raising.arm_used[1]);
    EXPECT_FALSE(raising.arm_used[0]);
    EXPECT_TRUE(raising.hand_high[1]);
    EXPECT_EQ(raising.start, Stance::Upright);
    const ClipTraits walking = measure_traits(test::moving_figure(60, [](int) { return 0.0; }), skeleton);
    EXPECT_FALSE(walking.legs_rest);
    EXPECT_NEAR(walking.speed_mps, 1.0, 0.05);
    EXPECT_FALSE(walking.hand_high[0] || walking.hand_high[1]);
}

TEST(ClipTraits, RestAtBothEndsIsNotMovement) {
    const FrameRange range = moving_range(raising_figure(80));
    EXPECT_GE(range.begin, 5);
    EXPECT_LE(range.begin, 12);
    EXPECT_GE(range.end, 68);
    EXPECT_LE(range.end, 75);
}

TEST(Operators, AWrongNameIsRefusedNamingAll) {
    try {
        synthesis_operator("lyaer");
        FAIL() << "expected an error";
    } catch (const Error& error) {
        EXPECT_EQ(error.kind(), ErrorKind::Usage);
        for (const auto& row : synthesis_operators())
            EXPECT_NE(std::string(error.what()).find(row.name), std::string::npos) << row.name;
    }
}

}  // namespace
}  // namespace im
