#include "engine/motion/clean_up/clean_up.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/core/error.h"
#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/clean_up/leg_ik.h"
#include "engine/motion/representation/facing.h"
#include "engine/motion/representation/pose.h"
#include "engine/motion/rig/rig.h"
#include "tests/support/figures.h"

namespace im::test {
namespace {

const Skeleton& skeleton = humanml3d_skeleton();

double mean_distance(const MotionClip& a, const MotionClip& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.positions.size(); ++i) sum += glm::distance(a.positions[i], b.positions[i]);
    return sum / static_cast<double>(a.positions.size());
}

double length_error(const MotionClip& clip) {
    double worst = 0;
    for (int t = 0; t < clip.frame_count(); ++t) {
        for (std::size_t j = 1; j < 22; ++j) {
            const double length =
                glm::distance(clip.frame(t)[j], clip.frame(t)[static_cast<std::size_t>(skeleton.parents[j])]);
            worst = std::max(worst, std::abs(length - humanml3d_bone_lengths()[j]));
        }
    }
    return worst;
}

/// A walk with real steps: each foot stands for half of the time, then swings; `slide` lets standing feet
/// drift, metres/second.
MotionClip stepping(int frames, double slide, double noise = 0) {
    const double speed = 1.0, period = 1.0;  // of one foot, seconds
    MotionClip clip;
    std::mt19937 random(3);
    std::normal_distribution<double> normal(0, 1);
    const MotionClip still = moving_figure(
        1, [](int) { return 0.0; }, 0);
    for (int t = 0; t < frames; ++t) {
        const double now = t / 20.0;
        std::vector<glm::vec3> joints(still.positions.begin(), still.positions.end());
        const glm::vec3 pelvis(0, joints[0].y - 0.06, speed * now);
        const glm::vec3 shift = pelvis - joints[0];
        for (glm::vec3& p : joints) p += shift;
        clip.positions.insert(clip.positions.end(), joints.begin(), joints.end());
        for (const int side : {0, 1}) {
            const double phase = now / period + 0.5 * side, step = std::floor(phase), u = phase - step;
            const double stand = (step - 0.5 * side + 0.25) * period * speed;
            double z = stand + slide * (u - 0.25) * period, y = 0.02;
            if (u > 0.5) {
                const double s = (u - 0.5) * 2, e = s * s * (3 - 2 * s);
                z = stand + slide * 0.25 + e * (period * speed - slide * 0.5);
                y = 0.02 + 0.12 * std::sin(std::numbers::pi * s);
            }
            const auto frame = clip.frame(t);
            const glm::dvec3 ball(frame[static_cast<std::size_t>(kLeftFoot + side)]);
            move_foot(frame, side,
                      glm::dvec3(ball.x + noise * normal(random), y, z + noise * normal(random)) - ball);
        }
    }
    return restore_bone_lengths(clip, skeleton);
}

TEST(FootLock, TakesOutSkatingAndHardlyMovesAnythingElse) {
    for (const auto& [slide, noise] : {std::pair{0.0, 0.004}, {0.15, 0.0}, {-0.3, 0.002}}) {
        const MotionClip sliding = stepping(120, slide, noise);
        const MotionClip locked = clean_up(sliding, {.lock_feet = true});
        const double before = measure_foot_skate(sliding, skeleton).mm_per_frame;
        EXPECT_GT(before, 2);
        EXPECT_LT(measure_foot_skate(locked, skeleton).mm_per_frame, 0.2 * before) << slide;
        EXPECT_LT(mean_distance(sliding, locked), 0.03) << slide;
        EXPECT_LT(length_error(locked), 1e-5);
    }
}

TEST(FootLock, FeetThatSlipFastSwingClearOfTheFloor) {
    // The left foot is dragged ahead at 2 m/s, low and level, between two stands.
    MotionClip dragged = stepping(60, 0);
    for (int t = 0; t < 60; ++t) {
        const auto frame = dragged.frame(t);
        const glm::dvec3 ball(frame[kLeftFoot]);
        if (ball.y > 0.02) move_foot(frame, 0, {0, 0.03 - ball.y, 0});
    }
    const MotionClip locked = clean_up(dragged, {.lock_feet = true});
    EXPECT_LT(measure_foot_skate(locked, skeleton).mm_per_frame,
              0.2 * measure_foot_skate(dragged, skeleton).mm_per_frame);
    EXPECT_LT(mean_distance(dragged, locked), 0.01);
    for (int t = 1; t + 1 < 60; ++t) {
        const glm::vec3 bend = locked.frame(t - 1)[kLeftFoot] - 2.0f * locked.frame(t)[kLeftFoot] +
                               locked.frame(t + 1)[kLeftFoot];
        EXPECT_LT(std::abs(bend.y), 0.05f) << t;
    }
}

TEST(FootLock, LeavesFeetAloneThatDoNotSlide) {
    const MotionClip clip = stepping(100, 0);
    EXPECT_LT(largest_distance(clean_up(clip, {.lock_feet = true}), clip), 0.02);
    const MotionClip jump = moved(moving_figure(40, [](int) { return 0.0; }), {1, 0, 0, 0}, {0, 0.5, 0});
    EXPECT_LT(largest_distance(clean_up(jump, {.lock_feet = true}), jump), 1e-5);
}

TEST(FootLock, ReleasesFeetWithoutAJump) {
    const auto fastest = [](const MotionClip& clip) {
        double worst = 0;  // acceleration of the ball, metres a frame a frame
        for (int t = 1; t + 1 < clip.frame_count(); ++t) {
            for (const std::size_t j : {10u, 11u}) {
                worst = std::max<double>(worst, glm::length(clip.frame(t + 1)[j] - 2.0f * clip.frame(t)[j] +
                                                            clip.frame(t - 1)[j]));
            }
        }
        return worst;
    };
    const MotionClip sliding = stepping(120, 0.3);
    EXPECT_LT(fastest(clean_up(sliding, {.lock_feet = true})), 1.6 * fastest(sliding));
}

TEST(AboveFloor, LiftsFeetAndBodiesOutOfTheFloor) {
    const MotionClip sunk = moved(stepping(60, 0), {1, 0, 0, 0}, {0, -0.08, 0});
    const MotionClip lying =
        moved(sunk, glm::angleAxis(-std::numbers::pi / 2, glm::dvec3(1, 0, 0)), {0, 0, 0});
    for (const MotionClip& clip : {sunk, lying}) {
        const MotionClip lifted = clean_up(clip, {.above_floor = true});
        float lowest = 1;
        for (const glm::vec3& p : lifted.positions) lowest = std::min(lowest, p.y);
        EXPECT_GT(lowest, -0.002);
        EXPECT_LT(length_error(lifted), 1e-5);
    }
    const MotionClip fine = moved(stepping(60, 0), {1, 0, 0, 0}, {0, 0.1, 0});
    EXPECT_LT(largest_distance(clean_up(fine, {.above_floor = true}), fine), 1e-5);
}

TEST(Resample, KeepsTheMotionAtAnyFrameRate) {
    const MotionClip clip = moving_figure(81, [](int t) { return 0.02 * t; });
    for (const double fps : {24.0, 25.0, 30.0, 60.0, 120.0}) {
        const MotionClip other = clean_up(clip, {.fps = fps});
        EXPECT_EQ(other.fps, fps);
        EXPECT_EQ(other.frame_count(), static_cast<int>(4 * fps) + 1);
        EXPECT_LT(length_error(other), 1e-5);
        const MotionClip back = clean_up(other, {.fps = 20});
        ASSERT_EQ(back.frame_count(), 81);
        EXPECT_LT(largest_distance(back, clip), 0.01) << fps;
    }
    MotionClip one;
    one.positions.assign(clip.frame(0).begin(), clip.frame(0).end());
    EXPECT_EQ(resample(one, 60).frame_count(), 1);
    EXPECT_THROW(clean_up(clip, {.fps = 0}), Error);
    EXPECT_THROW(clean_up(clip, {.fps = 1e6}), Error);
}

TEST(Smoothing, CalmsNoiseAndKeepsStandingFeetWhereTheyAre) {
    const MotionClip clean = stepping(100, 0);
    MotionClip noisy = clean;
    std::mt19937 random(1);
    std::normal_distribution<float> noise(0, 0.01f);
    for (int t = 0; t < 100; ++t) {
        for (const std::size_t j : {18u, 19u, 20u, 21u})
            noisy.frame(t)[j] += glm::vec3(noise(random), noise(random), noise(random));
    }
    noisy = restore_bone_lengths(noisy, skeleton);
    const MotionClip smooth = clean_up(noisy, {.smoothing = 0.2});
    const auto roughness = [](const MotionClip& clip) {
        double sum = 0;
        for (int t = 1; t + 1 < clip.frame_count(); ++t)
            sum += glm::length(clip.frame(t + 1)[20] - 2.0f * clip.frame(t)[20] + clip.frame(t - 1)[20]);
        return sum;
    };
    EXPECT_LT(roughness(smooth), 0.3 * roughness(noisy));
    EXPECT_LT(measure_foot_skate(smooth, skeleton).mm_per_frame, 1);
    EXPECT_THROW(clean_up(clean, {.smoothing = 3}), Error);
}

TEST(Loop, EndsInThePoseThatItBeganWith) {
    const MotionClip clip = moving_figure(53, [](int t) { return 0.03 * t; });
    const MotionClip loop = clean_up(clip, {.loop = true});
    const auto seen = [](const MotionClip& of, int t,
                         std::size_t joint) {  // from where the figure stands and faces
        const std::vector<glm::dvec3> joints(of.frame(t).begin(), of.frame(t).end());
        const glm::dvec3 ahead = glm::normalize(facing(joints, skeleton)), aside(ahead.z, 0, -ahead.x),
                         p = joints[joint] - joints[0];
        return glm::dvec3(glm::dot(p, aside), joints[joint].y, glm::dot(p, ahead));
    };
    double before = 0, after = 0;
    for (std::size_t j = 0; j < 22; ++j) {
        before = std::max(before, glm::distance(seen(clip, 0, j), seen(clip, 52, j)));
        after = std::max(after, glm::distance(seen(loop, 0, j), seen(loop, 52, j)));
    }
    EXPECT_GT(before, 0.1);
    EXPECT_LT(after, 0.005);
    EXPECT_EQ(loop.positions[5], clean_up(clip, {.fps = 20}).positions[5]);
}

TEST(InPlace, StaysWhereItBeganAndKeepsTheHeight) {
    const MotionClip clip = moving_figure(
        80, [](int) { return 0.5; }, 1.4);
    const MotionClip still = clean_up(clip, {.in_place = true});
    for (int t = 0; t < 80; ++t) {
        EXPECT_LT(
            std::hypot(still.frame(t)[0].x - clip.frame(0)[0].x, still.frame(t)[0].z - clip.frame(0)[0].z),
            0.1);
        EXPECT_FLOAT_EQ(still.frame(t)[0].y, clip.frame(t)[0].y);
    }
}

TEST(CleanUp, RefusesOtherFiguresAndDoesNothingWithoutASteps) {
    const MotionClip clip = moving_figure(5, [](int) { return 0.5; });
    EXPECT_EQ(clean_up(clip, {}).positions, clip.positions);
    MotionClip kit;
    kit.joint_count = 21;
    kit.positions.assign(21, glm::vec3(1));
    EXPECT_THROW(clean_up(kit, {.lock_feet = true}), Error);
    EXPECT_EQ(
        clean_up(moving_figure(1, [](int) { return 0.5; }),
                 {.smoothing = 0.1, .loop = true, .above_floor = true, .lock_feet = true, .in_place = true})
            .frame_count(),
        1);
}

TEST(RestingFeet, AreToldBySpeedWhateverTheFrameRate) {
    // A foot that glides at 0.6 m/s rests (HumanML3D's threshold is 0.9 m/s), one at 1.5 m/s moves.
    for (const double fps : {20.0, 60.0, 120.0}) {
        MotionClip clip;
        clip.fps = fps;
        for (int t = 0; t < 10; ++t) {
            for (int j = 0; j < 22; ++j) {
                const bool left = j == kLeftAnkle || j == kLeftFoot;
                clip.positions.emplace_back(left ? 0 : 1, 0, (left ? 0.6 : 1.5) * t / fps);
            }
        }
        for (const int frame : {0, 4, 9, 30}) {
            const std::array<bool, 4> want = {true, true, false, false};
            EXPECT_EQ(resting_feet(clip, skeleton, frame), want) << fps << ' ' << frame;
        }
    }
    EXPECT_EQ(resting_feet(MotionClip{}, skeleton, 0), (std::array<bool, 4>{}));
}

}  // namespace
}  // namespace im::test
