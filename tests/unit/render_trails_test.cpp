// Ways of joints as ribbons, and the joint under the mouse.
#include <cmath>

#include <gtest/gtest.h>
#include <glm/geometric.hpp>

#include "render/figure_pose.h"
#include "render/trails.h"

namespace im::render {
namespace {

constexpr glm::vec2 kSize(800, 600);

Scene with_trail(const std::vector<glm::vec3>& points) {
    Scene scene;
    scene.figures.push_back({.joints = {rest_joints().begin(), rest_joints().end()}});
    Trail trail{points, {}, {}};
    for (std::size_t i = 0; i < points.size(); ++i) {
        trail.ages.push_back(-1.0f + 2.0f * static_cast<float>(i) / static_cast<float>(points.size() - 1));
        trail.frames.push_back(static_cast<float>(i));
    }
    scene.figures[0].trails.push_back(trail);
    return scene;
}

glm::mat4 matrix_of(const OrbitCamera& camera) {
    return camera.projection(kSize.x / kSize.y) * camera.view();
}

glm::vec2 pixel(const TrailVertex& v) {
    return (glm::vec2(v.clip) / v.clip.w * 0.5f + 0.5f) * kSize;
}

TEST(Trails, AreAsWideNearAsFar) {
    const OrbitCamera camera;
    for (const float z : {-6.0f, 0.0f, 2.0f}) {
        const auto ribbon =
            trail_ribbons(with_trail({{-0.3f, 1, z}, {0.3f, 1, z}}), matrix_of(camera), kSize);
        ASSERT_EQ(ribbon.size(), 6u);
        EXPECT_NEAR(glm::distance(pixel(ribbon[0]), pixel(ribbon[1])), 2 * kTrailHalfPixels, 0.05f) << z;
    }
}

TEST(Trails, FadeAwayFromThePlayHeadAndAreWarmAfterIt) {
    std::vector<glm::vec3> way;
    for (int i = 0; i < 21; ++i) way.push_back({0.05f * static_cast<float>(i), 1, 0});
    const auto ribbon = trail_ribbons(with_trail(way), matrix_of(OrbitCamera{}), kSize);
    ASSERT_EQ(ribbon.size(), 20u * 6);
    EXPECT_LT(ribbon.front().color.a, ribbon[9 * 6].color.a);
    EXPECT_GT(ribbon.front().color.b, ribbon.front().color.r) << "the past is cool";
    EXPECT_GT(ribbon.back().color.r, ribbon.back().color.b);
}

TEST(Trails, LeaveOutWhatIsBehindTheEyeAndWhatIsNoWay) {
    OrbitCamera camera;
    const glm::vec3 behind = camera.eye() + (camera.eye() - camera.target);
    EXPECT_TRUE(trail_ribbons(with_trail({behind, behind + 0.1f}), matrix_of(camera), kSize).empty());
    Scene scene = with_trail({{0, 1, 0}, {0, 1, 1}});
    scene.figures[0].trails[0].points.resize(1);
    EXPECT_TRUE(trail_ribbons(scene, matrix_of(camera), kSize).empty());
    scene = with_trail({{0, 1, 0}, {0, 1, 0}});  // stands still
    for (const TrailVertex& v : trail_ribbons(scene, matrix_of(camera), kSize))
        EXPECT_TRUE(std::isfinite(v.clip.x));
}

TEST(PickedJoint, IsTheNearestWithinReach) {
    Scene scene;
    scene.figures.push_back({.joints = {rest_joints().begin(), rest_joints().end()}});
    const OrbitCamera camera;
    const auto wrist = camera.project(rest_joints()[20], kSize);
    ASSERT_TRUE(wrist);
    const auto picked = pick_joint(scene, camera, *wrist + glm::vec2(3, -2), kSize, 10);
    ASSERT_TRUE(picked);
    EXPECT_EQ(picked->joint, 20u);
    EXPECT_FALSE(pick_joint(scene, camera, {2, 2}, kSize, 10));
    scene.figures[0].opacity = 0;
    EXPECT_FALSE(pick_joint(scene, camera, *wrist, kSize, 10)) << "a hidden figure";
}

}  // namespace
}  // namespace im::render
