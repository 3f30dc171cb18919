// Which feet are marked on the floor.
#include <cmath>

#include <gtest/gtest.h>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/skeleton.h"

namespace im {
namespace {

const Skeleton& skeleton = humanml3d_skeleton();

/// The left foot stands; the right one swings forward half of the time and stands the other half, one second a
/// step. `jitter`: metres of noise from frame to frame.
MotionClip walk(double fps, double jitter) {
    MotionClip clip;
    clip.fps = fps;
    for (int t = 0; t <= static_cast<int>(4 * fps); ++t) {
        const double seconds = t / fps, phase = seconds - std::floor(seconds);
        const double swing = phase < 0.5 ? phase / 0.5 : 1;
        const double noise = t % 2 == 0 ? jitter : -jitter;
        std::vector<glm::vec3> joints(22, glm::vec3(0, 1, 0));
        joints[kLeftAnkle] = {0.1, 0.08 + noise, 0};
        joints[kLeftFoot] = {0.1, 0.01 + noise, 0.12};
        const double z = std::floor(seconds) + swing, lift = 0.15 * std::sin(3.14159265 * swing);
        joints[kRightAnkle] = {-0.1, 0.08 + lift + noise, z};
        joints[kRightFoot] = {-0.1, 0.01 + lift + noise, z + 0.12};
        clip.positions.insert(clip.positions.end(), joints.begin(), joints.end());
    }
    return clip;
}

TEST(FeetOnFloor, AreTheSameAtAnyFrameRate) {
    const std::array<bool, 4> both = {true, true, true, true}, left = {true, true, false, false};
    for (const double fps : {20.0, 24.0, 30.0, 60.0, 120.0, 240.0}) {
        const MotionClip clip = walk(fps, 0);
        for (const double second : {1.0, 2.0, 3.0}) {
            EXPECT_EQ(feet_on_floor(clip, skeleton, second - 0.25), both) << fps << ' ' << second;
            EXPECT_EQ(feet_on_floor(clip, skeleton, second + 0.25), left) << fps << ' ' << second;
        }
    }
}

TEST(FeetOnFloor, DoNotMindTheJitterOfCloseFrames) {
    // 4 mm up and down each frame is 0.96 m/s at 120 frames a second: faster than a foot that rests.
    const std::array<bool, 4> both = {true, true, true, true};
    for (const double fps : {120.0, 240.0}) {
        EXPECT_EQ(feet_on_floor(walk(fps, 0.002), skeleton, 0.75), both) << fps;
    }
}

TEST(FeetOnFloor, LeaveOutAFootThatHangsStillInTheAir) {
    MotionClip clip = walk(20, 0);
    for (int t = 0; t < clip.frame_count(); ++t) {
        clip.frame(t)[kLeftAnkle].y += 0.3f;
        clip.frame(t)[kLeftFoot].y += 0.3f;
    }
    const std::array<bool, 4> right = {false, false, true, true};
    EXPECT_EQ(feet_on_floor(clip, skeleton, 0.75), right);
}

TEST(FeetOnFloor, SayNothingOfOddClips) {
    EXPECT_EQ(feet_on_floor(MotionClip{}, skeleton, 0), (std::array<bool, 4>{}));
    MotionClip one;
    one.positions.resize(22);
    EXPECT_EQ(feet_on_floor(one, skeleton, 0), (std::array<bool, 4>{}));
    EXPECT_EQ(feet_on_floor(walk(20, 0), skeleton, 1e9), (std::array<bool, 4>{true, true, true, true}))
        << "after the end, the last pose";
}

}  // namespace
}  // namespace im
