#include <cmath>
#include <numbers>

#include <gtest/gtest.h>
#include <glm/common.hpp>
#include <glm/geometric.hpp>

#include "render/camera.h"

namespace im::render {
namespace {

constexpr glm::vec2 kSize(1600.0f, 900.0f);

void expect_near(const glm::vec3& a, const glm::vec3& b, float tolerance) {
    EXPECT_LT(glm::distance(a, b), tolerance)
        << a.x << ' ' << a.y << ' ' << a.z << " is not " << b.x << ' ' << b.y << ' ' << b.z;
}

TEST(OrbitCamera, SeesItsTargetInTheMiddle) {
    OrbitCamera camera;
    camera.orbit(317.0f, -45.0f);
    const auto pixel = camera.project(camera.target, kSize);
    ASSERT_TRUE(pixel);
    EXPECT_NEAR(pixel->x, 800.0f, 0.01f);
    EXPECT_NEAR(pixel->y, 450.0f, 0.01f);
}

TEST(OrbitCamera, FrontViewLooksAtTheFaceWithHerLeftOnTheRight) {
    OrbitCamera camera;
    camera.look(View::Front);
    EXPECT_GT(camera.eye().z, 3.0f);
    const auto left_hand = camera.project({0.5f, 1.0f, 0.0f}, kSize);
    ASSERT_TRUE(left_hand);
    EXPECT_GT(left_hand->x, 800.0f);
}

TEST(OrbitCamera, SideViewStandsOnHerLeft) {
    OrbitCamera camera;
    camera.look(View::Side);
    EXPECT_GT(camera.eye().x, 3.0f);
    camera.look(View::Top);
    EXPECT_GT(camera.eye().y, 4.0f);
    EXPECT_TRUE(std::isfinite(camera.view()[0][0]));
}

TEST(OrbitCamera, UpIsUpOnTheScreen) {
    const OrbitCamera camera;
    EXPECT_LT(camera.project({0, 1.7f, 0}, kSize)->y, camera.project({0, 0, 0}, kSize)->y);
}

TEST(OrbitCamera, OrbitKeepsTheDistanceAndStopsAtThePoles) {
    OrbitCamera camera;
    const float distance = camera.distance;
    camera.orbit(1e5f, 1e5f);
    EXPECT_FLOAT_EQ(camera.pitch, OrbitCamera::kMaxPitch);
    EXPECT_LE(std::abs(camera.yaw), std::numbers::pi_v<float> + 1e-4f);
    EXPECT_NEAR(glm::distance(camera.eye(), camera.target), distance, 1e-4f);
}

TEST(OrbitCamera, PanMovesTheSceneWithTheCursor) {
    OrbitCamera camera;
    const glm::vec3 point = camera.target;
    camera.pan(120.0f, -60.0f, kSize.y);
    const auto pixel = camera.project(point, kSize);
    ASSERT_TRUE(pixel);
    EXPECT_NEAR(pixel->x, 800.0f + 120.0f, 0.5f);
    EXPECT_NEAR(pixel->y, 450.0f - 60.0f, 0.5f);
}

TEST(OrbitCamera, ZoomStaysWithinItsLimits) {
    OrbitCamera camera;
    const float before = camera.distance;
    camera.zoom(1.0f);
    EXPECT_LT(camera.distance, before);
    camera.zoom(1000.0f);
    EXPECT_FLOAT_EQ(camera.distance, OrbitCamera::kMinDistance);
    camera.zoom(-1000.0f);
    EXPECT_FLOAT_EQ(camera.distance, OrbitCamera::kMaxDistance);
}

TEST(OrbitCamera, FollowArrivesAtTheSamePlaceAtAnyFrameRate) {
    OrbitCamera slow, fast;
    const glm::vec3 goal(2.0f, 0.9f, -1.0f);
    for (int i = 0; i < 10; ++i) slow.follow(goal, 0.05f);
    for (int i = 0; i < 100; ++i) fast.follow(goal, 0.005f);
    expect_near(slow.target, fast.target, 1e-3f);
    EXPECT_LT(glm::distance(slow.target, goal), 0.4f);
}

TEST(OrbitCamera, FrameShowsAllCornersAndFillsThePicture) {
    for (const View view : {View::Front, View::Side, View::Top, View::ThreeQuarter}) {
        OrbitCamera camera;
        camera.look(view);
        const glm::vec3 low(-6.0f, 0.0f, -2.0f), high(7.0f, 1.9f, 1.0f);
        camera.frame(low, high, kSize.x / kSize.y);
        glm::vec2 first(1e9f), last(-1e9f);
        for (int corner = 0; corner < 8; ++corner) {
            const glm::vec3 p(corner & 1 ? low.x : high.x, corner & 2 ? low.y : high.y,
                              corner & 4 ? low.z : high.z);
            const auto pixel = camera.project(p, kSize);
            ASSERT_TRUE(pixel);
            first = glm::min(first, *pixel);
            last = glm::max(last, *pixel);
        }
        EXPECT_GE(first.x, 0.0f);
        EXPECT_GE(first.y, 0.0f);
        EXPECT_LE(last.x, kSize.x);
        EXPECT_LE(last.y, kSize.y);
        EXPECT_GT(std::max((last.x - first.x) / kSize.x, (last.y - first.y) / kSize.y), 0.75f);
    }
}

TEST(OrbitCamera, RayThroughAPixelMeetsThePointThatWasProjectedThere) {
    const OrbitCamera camera;
    const glm::vec3 point(0.7f, 1.2f, -0.4f);
    const Ray ray = camera.ray(*camera.project(point, kSize), kSize);
    expect_near(ray.origin + ray.direction * glm::distance(ray.origin, point), point, 1e-3f);
}

TEST(OrbitCamera, NothingIsProjectedFromBehindTheEye) {
    const OrbitCamera camera;
    EXPECT_FALSE(camera.project(camera.eye() + (camera.eye() - camera.target), kSize));
}

TEST(OrbitCamera, BlendTurnsTheShortWayRound) {
    OrbitCamera from, to;
    from.yaw = 3.0f;
    to.yaw = -3.0f;
    EXPECT_GT(std::abs(blend(from, to, 0.5f).yaw), 3.0f);
    expect_near(blend(from, to, 1.0f).eye(), to.eye(), 1e-3f);
}

}  // namespace
}  // namespace im::render
