#include <cmath>
#include <vector>

#include <gtest/gtest.h>
#include <glm/common.hpp>
#include <glm/geometric.hpp>
#include <glm/matrix.hpp>

#include "render/body_shape.h"
#include "render/figure_pose.h"
#include "render/scene.h"

namespace im::render {
namespace {

std::vector<glm::vec3> standing() {
    return {rest_joints().begin(), rest_joints().end()};
}

/// Standing, turned about the vertical and moved.
std::vector<glm::vec3> turned(float angle, const glm::vec3& by) {
    std::vector<glm::vec3> joints = standing();
    for (glm::vec3& j : joints)
        j = glm::vec3(std::cos(angle) * j.x + std::sin(angle) * j.z, j.y,
                      std::cos(angle) * j.z - std::sin(angle) * j.x) +
            by;
    return joints;
}

glm::vec3 apply(const glm::mat4x3& m, const glm::vec3& p) {
    return m * glm::vec4(p, 1.0f);
}

TEST(FigurePose, RestPoseLeavesTheMannequinAsItIs) {
    for (const glm::mat4x3& m : skin_matrices(standing()))
        for (const glm::vec3& p : {glm::vec3(0.3f, 1.2f, 0.1f), glm::vec3(-0.1f, 0.1f, 0.0f)})
            EXPECT_LT(glm::distance(apply(m, p), p), 1e-4f);
}

TEST(FigurePose, FollowsAWholeBodyTurnAndMoveExactly) {
    const glm::vec3 by(3.0f, 0.0f, -2.0f);
    for (const float angle : {0.4f, 1.7f, 3.0f, -2.2f}) {
        const auto matrices = skin_matrices(turned(angle, by));
        const glm::vec3 p(0.25f, 1.1f, 0.08f);
        const glm::vec3 expected = glm::vec3(std::cos(angle) * p.x + std::sin(angle) * p.z, p.y,
                                             std::cos(angle) * p.z - std::sin(angle) * p.x) +
                                   by;
        for (const glm::mat4x3& m : matrices) EXPECT_LT(glm::distance(apply(m, p), expected), 1e-3f);
    }
}

TEST(FigurePose, FramesAreRightHandedAndOrthonormal) {
    std::vector<glm::vec3> joints = turned(0.9f, {0, 0, 0});
    joints[18] += glm::vec3(0.2f, 0.3f, 0.1f);
    joints[20] += glm::vec3(0.1f, 0.6f, 0.2f);
    for (const PartFrame& frame : part_frames(joints)) {
        EXPECT_NEAR(glm::determinant(frame.axes), 1.0f, 1e-3f);
        EXPECT_NEAR(glm::dot(frame.axes[0], frame.axes[1]), 0.0f, 1e-3f);
        EXPECT_NEAR(glm::dot(frame.axes[1], frame.axes[2]), 0.0f, 1e-3f);
    }
}

TEST(FigurePose, CoincidingJointsGiveFiniteMatrices) {
    const std::vector<glm::vec3> collapsed(22, glm::vec3(0.0f));
    for (const glm::mat4x3& m : skin_matrices(collapsed))
        for (int column = 0; column < 4; ++column)
            for (int row = 0; row < 3; ++row) EXPECT_TRUE(std::isfinite(m[column][row]));
}

TEST(FigurePose, AForearmTwiceAsLongReachesItsWrist) {
    std::vector<glm::vec3> joints = standing();
    joints[20] = joints[18] + 2.0f * (joints[20] - joints[18]);
    const glm::mat4x3 m = skin_matrices(joints)[index(Part::LeftForearm)];
    EXPECT_LT(glm::distance(apply(m, rest_joints()[20]), joints[20]), 1e-3f);
}

TEST(FigurePose, ToesStayAboveTheFloorWhenTheHeelLifts) {
    std::vector<glm::vec3> joints = standing();
    joints[7] = joints[10] + glm::vec3(0.0f, 0.12f, -0.08f);  // heel up, ball down
    const PartFrame toes = part_frames(joints)[index(Part::LeftToes)];
    EXPECT_GT(toes.axes[2].y, -0.15f);
    EXPECT_GT(toes.axes[2].z, 0.9f);
}

TEST(FigurePose, KneesKeepTheirAxisWhenTheLegGoesFromStraightToBent) {
    std::vector<glm::vec3> joints = standing();
    const glm::vec3 knee = joints[4];
    for (float bend = 0.0f; bend < 2.2f; bend += 0.05f) {
        joints[7] = knee + 0.43f * glm::vec3(0.0f, -std::cos(bend), -std::sin(bend));
        const PartFrame calf = part_frames(joints)[index(Part::LeftCalf)];
        EXPECT_GT(calf.axes[0].x, 0.9f) << "bent by " << bend;
    }
}

TEST(Mannequin, IsClosedSmoothAndPlausiblyLarge) {
    for (const Detail detail : {Detail::Fine, Detail::Medium, Detail::Coarse}) {
        const BodyMesh mesh = mannequin(detail);
        ASSERT_FALSE(mesh.indices.empty());
        glm::vec3 low(1e9f), high(-1e9f);
        for (const BodyVertex& v : mesh.vertices) {
            low = glm::min(low, v.position);
            high = glm::max(high, v.position);
            const glm::vec3 normal(v.normal[0], v.normal[1], v.normal[2]);
            EXPECT_NEAR(glm::length(normal), 127.0f, 2.5f);
            EXPECT_LT(v.skin[0], kParts);
            EXPECT_LT(v.skin[1], kParts);
        }
        EXPECT_NEAR(high.y, 1.70f, 0.04f);  // a person's height
        EXPECT_NEAR(low.y, 0.0f, 0.012f);   // soles on the floor
        for (std::size_t i = 0; i < mesh.indices.size(); i += 3) {
            const BodyVertex &a = mesh.vertices[mesh.indices[i]], &b = mesh.vertices[mesh.indices[i + 1]],
                             &c = mesh.vertices[mesh.indices[i + 2]];
            const glm::vec3 face = glm::cross(b.position - a.position, c.position - a.position);
            const glm::vec3 normal = glm::vec3(a.normal[0], a.normal[1], a.normal[2]) +
                                     glm::vec3(b.normal[0], b.normal[1], b.normal[2]) +
                                     glm::vec3(c.normal[0], c.normal[1], c.normal[2]);
            EXPECT_GE(glm::dot(face, normal), -1e-9f) << "triangle " << i / 3 << " is inside out";
        }
    }
    EXPECT_LT(mannequin(Detail::Coarse).vertices.size() * 4, mannequin(Detail::Fine).vertices.size());
}

TEST(Scene, BoundsHoldTheFiguresAndNothingWithoutThem) {
    Scene scene;
    EXPECT_FALSE(bounds(scene));
    scene.figures.push_back({.joints = standing()});
    scene.figures.push_back({.joints = turned(1.0f, {5, 0, 0})});
    const auto box = bounds(scene);
    ASSERT_TRUE(box);
    EXPECT_LT(box->min.x, -0.3f);
    EXPECT_GT(box->max.x, 5.2f);
    EXPECT_GT(box->max.y, 1.68f);
    scene.figures[1].opacity = 0.0f;
    EXPECT_LT(bounds(scene)->max.x, 1.0f);
}

TEST(Scene, PickFindsTheNearerFigureUnderTheCursor) {
    Scene scene;
    scene.figures.push_back({.joints = turned(0.0f, {0, 0, -3})});
    scene.figures.push_back({.joints = standing()});
    OrbitCamera camera;
    camera.look(View::Front);
    const glm::vec2 size(800, 600);
    const glm::vec3 chest = rest_joints()[9];
    EXPECT_EQ(pick(scene, camera.ray(*camera.project(chest, size), size)), 1u);
    EXPECT_FALSE(pick(scene, camera.ray({5, 5}, size)));
}

TEST(Scene, LabelStandsAboveTheHead) {
    Figure figure{.joints = standing()};
    EXPECT_GT(label_anchor(figure).y, 1.72f);
    figure.joints[20].y = 2.2f;  // an arm up
    EXPECT_GT(label_anchor(figure).y, 2.25f);
}

TEST(Palette, NeighboursDifferInLightnessOrStronglyInHue) {
    const auto lightness = [](const glm::vec3& c) { return 0.30f * c.x + 0.59f * c.y + 0.11f * c.z; };
    for (std::size_t i = 0; i < kVariationColors; ++i) {
        const glm::vec3 a = variation_color(i), b = variation_color(i + 1);
        EXPECT_GT(lightness(a), 0.30f) << "too dark for the backdrop: " << i;
        const float blue_yellow = std::abs((a.x + a.y - 2 * a.z) - (b.x + b.y - 2 * b.z));
        EXPECT_GT(std::abs(lightness(a) - lightness(b)) + 0.25f * blue_yellow, 0.12f) << i;
    }
    EXPECT_EQ(variation_color(3), variation_color(3 + kVariationColors));
}

}  // namespace
}  // namespace im::render
