#include "engine/direct/follow_path.h"

#include <cmath>
#include <numbers>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "engine/motion/clean_up/foot_skate.h"
#include "engine/motion/representation/skeleton.h"
#include "engine/synthesis/travel.h"
#include "tests/support/figures.h"
#include "tests/support/stepping.h"

namespace im::test {
namespace {

using testing::HasSubstr;
constexpr double kPi = std::numbers::pi;

DrawnPath circle(double radius) {
    DrawnPath path;
    path.closed = true;
    for (int i = 0; i < 24; ++i) {
        const double angle = 2 * kPi * i / 24;
        path.points.emplace_back(3 + radius * (1 - std::cos(angle)), -1 + radius * std::sin(angle));
    }
    return path;
}

DrawnPath s_shape() {
    DrawnPath path;
    for (int i = 0; i <= 40; ++i) path.points.emplace_back(std::sin(2 * kPi * i / 40), 0.12 * i);
    return path;
}

DrawnPath corner() {
    DrawnPath path;
    path.points = {{0, 0}, {0, 2.5}, {2.5, 2.5}};
    return path;
}

TEST(FollowPath, GoesAlongACircleAnSAndACornerWithinFiveCentimetres) {
    const MotionClip walk = walking(120);
    const double own = measure_foot_skate(walk, humanml3d_skeleton()).mm_per_frame;
    for (const DrawnPath& path : {circle(1.2), s_shape(), corner()}) {
        const auto followed = follow_path(walk, path, true);
        ASSERT_TRUE(followed);
        EXPECT_LT(followed->mean_error_m, 0.05);
        EXPECT_NEAR(followed->reached_m, FloorCurve(path).length(), 0.1);
        EXPECT_TRUE(followed->notices.empty());
        EXPECT_LT(measure_foot_skate(followed->clip, humanml3d_skeleton()).mm_per_frame,
                  std::max(2.5, 1.3 * own));
        EXPECT_LT(bone_error(followed->clip), 2e-3);
        const glm::vec3 start = followed->clip.frame(0)[0];
        EXPECT_LT(std::hypot(start.x - path.points[0].x, start.z - path.points[0].y), 0.25);
    }
}

TEST(FollowPath, TheBodyFacesWhereItGoesOrWhereItIsTold) {
    DrawnPath path = corner();
    const auto free = follow_path(walking(120), path, true);
    ASSERT_TRUE(free);
    EXPECT_NEAR(body_headings(free->clip).back(), kPi / 2, 0.3) << "to the left is towards +X";
    path.facing_deg = 45;
    const auto told = follow_path(walking(120), path, true);
    ASSERT_TRUE(told);
    for (const double heading : body_headings(told->clip)) EXPECT_NEAR(heading, kPi / 4, 0.25);
    EXPECT_LT(told->mean_error_m, 0.05);
}

TEST(FollowPath, TakesTheTimeThatIsAskedWhereItCan) {
    for (const double seconds : {3.5, 5.0, 6.5}) {
        DrawnPath path;
        path.points = {{0, 0}, {0, 5}};
        path.seconds = seconds;
        const auto followed = follow_path(walking(120), path, true);
        ASSERT_TRUE(followed);
        EXPECT_NEAR(followed->clip.seconds(), seconds, 0.1 * seconds);
        EXPECT_TRUE(followed->notices.empty()) << followed->notices.front();
    }
}

TEST(FollowPath, SaysWhatIsFasterThanAPersonCanRunAndGoesAtTheFastest) {
    DrawnPath path;
    path.points = {{0, 0}, {0, 20}};
    path.seconds = 1;
    const auto followed = follow_path(walking(120), path, true);
    ASSERT_TRUE(followed);
    ASSERT_EQ(followed->notices.size(), 1u);
    EXPECT_THAT(followed->notices[0], HasSubstr("20.0 m/s"));
    EXPECT_THAT(followed->notices[0], HasSubstr("faster"));
    EXPECT_NEAR(followed->reached_m, 20, 0.1) << "all of the path";
    EXPECT_GT(20 / followed->clip.seconds(), 1.5) << "metres a second, of a walk of 1";
}

TEST(FollowPath, APathMayCrossItselfTurnBackOrBeAPoint) {
    DrawnPath eight;
    for (int i = 0; i <= 60; ++i) {
        const double angle = 2 * kPi * i / 60;
        eight.points.emplace_back(1.6 * std::sin(2 * angle), 2.4 * std::sin(angle));
    }
    const auto crossed = follow_path(walking(120), eight, true);
    ASSERT_TRUE(crossed);
    EXPECT_LT(crossed->mean_error_m, 0.06);
    EXPECT_NEAR(crossed->reached_m, FloorCurve(eight).length(), 0.1) << "all of it, not the short cut";

    DrawnPath back;
    back.points = {{0, 0}, {0, 3}, {0, 0}};
    const auto returned = follow_path(walking(120), back, true);
    ASSERT_TRUE(returned);
    for (const glm::vec3& p : returned->clip.positions) EXPECT_TRUE(std::isfinite(p.x + p.y + p.z));
    EXPECT_LT(glm::length(glm::dvec2(returned->clip.frame(returned->clip.frame_count() - 1)[0].x,
                                     returned->clip.frame(returned->clip.frame_count() - 1)[0].z)),
              0.3);

    DrawnPath point;
    point.points = {{2, 1}, {2.001, 1}};
    const auto stood = follow_path(walking(60), point, true);
    ASSERT_TRUE(stood);
    EXPECT_EQ(stood->clip.frame_count(), 60);
    EXPECT_NEAR(stood->clip.frame(0)[0].x, 2, 1e-3);
    ASSERT_EQ(stood->notices.size(), 1u);
    EXPECT_THAT(stood->notices[0], HasSubstr("one point"));
}

TEST(FollowPath, WhatDoesNotTravelCannotFollow) {
    const MotionClip standing = stepping_figure(
        60, [](double) { return FloorPose{}; }, 9, 9);
    EXPECT_FALSE(follow_path(standing, corner(), true));
}

TEST(FloorCurve, TellsDistancesToTheLineAsDrawn) {
    const FloorCurve curve(corner());
    EXPECT_NEAR(curve.length(), 5, 0.2);
    EXPECT_NEAR(curve.distance({1, 0.9, 1}), 1, 1e-9);
    EXPECT_NEAR(curve.distance({0, 0, -2}), 2, 1e-9);
    EXPECT_NEAR(curve.heading(0), 0, 1e-3);
    EXPECT_NEAR(curve.heading(5), kPi / 2, 1e-3);
    EXPECT_GT(curve.curvature(0.5 * curve.length()), 1);
    EXPECT_NEAR(curve.curvature(0.5), 0, 1e-3);
}

}  // namespace
}  // namespace im::test
